// The header of CSV.
#include "output/row_format.hpp"

#include "base/utf8.hpp"

namespace audience {

std::string CsvFormat::head() const {
  CsvRows rows(options_);
  for (const std::string& name : header_) rows.text(name);
  rows.end_row();
  return (options_.bom ? std::string(byte_order_mark) : std::string{}) + rows.take().bytes;
}

}  // namespace audience
