// CSV needs nothing around its rows but a header.
#include "output/table_file.hpp"

#include "base/utf8.hpp"

namespace audience {

CsvFile::CsvFile(OutputStream& out, CsvOptions options, const std::vector<std::string>& header)
    : out_(out), options_(options) {
  if (options_.bom) out_.write(byte_order_mark);
  CsvRows rows(options_);
  for (const std::string& name : header) rows.text(name);
  rows.end_row();
  out_.write(rows.take().bytes);
}

std::unique_ptr<RowEncoder> CsvFile::encoder() const { return std::make_unique<CsvRows>(options_); }

}  // namespace audience
