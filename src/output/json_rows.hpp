// Customers as JSON objects (RFC 8259), an object a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/row_bytes.hpp"
#include "output/row_encoder.hpp"

namespace audience {

struct JsonColumn {
  std::string name;
  bool is_product = false;  ///< a recommended product
};

/// The member that lists the recommended products of a customer, behind those of columns.
inline constexpr std::string_view products_member = "recommended_products";

/// Columns are members of their names; recommended products that are there become one list. Numbers, booleans
/// and null are such; a text in a column of numbers is a number with all of its digits, where JSON could
/// write it so. Dates are texts.
class JsonRows : public RowEncoder {
 public:
  /// Elements of an array, a comma before each but the file's first; or a line each.
  enum class Between { commas, lines };
  JsonRows(const std::vector<JsonColumn>& columns, Between between, Blocks blocks);
  void start_at(std::int64_t row) override { is_first_ = row == 0; }
  void text(std::string_view value) override;
  void integer(std::int64_t value) override;
  void number(double value) override;  ///< null for NaN and infinity
  void number_text(std::string_view value) override;
  void boolean(bool value) override { plain(value ? "true" : "false"); }
  void date(std::string_view value) override { text(value); }
  void empty() override;
  void end_row() override;
  void encoded(const EncodedCell& cell) override { plain(cell.bytes); }
  RowBlock take_cell() override;

 protected:
  RowBlock take_rows() override;

 private:
  void plain(std::string_view json);
  void begin_cell();
  void begin_row();
  void end_products();

  struct Column {
    std::string opening;  ///< `,"name":`; empty for a product
    bool is_product = false;
  };
  std::vector<Column> columns_;
  Between between_;
  bool lists_products_ = false;
  bool is_first_ = true;
  std::size_t column_ = 0;
  std::size_t members_ = 0;     ///< of the row so far
  std::size_t cell_begin_ = 0;  ///< of the last value
  std::string products_;        ///< of the row so far: `"a","b"`
  std::string written_;
  RowBytes bytes_;
  std::int64_t rows_ = 0;  ///< in them
};

}  // namespace audience
