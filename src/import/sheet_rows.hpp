// The rows of a worksheet as lines of CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "import/sheet_formats.hpp"
#include "import/xml_parser.hpp"

namespace audience {

/// `_x000D_` is the character of that number, as worksheets write those that XML cannot have.
std::string_view without_escapes(std::string& text);

/// What the cells of a sheet refer to.
struct SheetParts {
  const std::string& file;  ///< for messages
  const std::vector<std::string_view>& texts;
  const std::vector<SheetFormat>& formats;
  bool from_1904 = false;
};

/// A line for every row, also for those that are empty, so that lines are counted as rows are. As wide as the
/// first row that is not empty, but for rows with more.
class SheetRows : public XmlHandler {
 public:
  /// Throws Error(invalid_input) for rows and cells that no sheet has.
  SheetRows(const SheetParts& parts, std::function<void(std::string_view)> take);

  void begin(std::string_view element, const XmlAttributes& attributes) override;
  void end(std::string_view element) override;
  void text(std::string_view piece) override;
  void finish();  ///< gives what is left

 private:
  void begin_row(std::string_view number);
  void begin_cell(const XmlAttributes& attributes);
  void end_cell();
  void end_row();
  [[noreturn]] void refuse(std::string_view what) const;
  [[nodiscard]] std::string value_of_cell();

  SheetParts parts_;
  std::function<void(std::string_view)> take_;
  std::vector<std::string> cells_;  ///< of the row
  std::size_t used_ = 0;            ///< cells of it up to the last that is not empty
  std::size_t width_ = 0;
  std::int64_t row_ = 0;    ///< from 1
  std::size_t column_ = 0;  ///< of the next cell
  std::string type_, value_, csv_;
  SheetFormat format_ = SheetFormat::number;
  bool takes_ = false, spoken_ = false, within_inline_ = false;
};

}  // namespace audience
