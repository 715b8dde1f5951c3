// A file of values to be matched with customers: one a line, or a column of a CSV file.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/csv_reader.hpp"
#include "import/input_text.hpp"

namespace audience {

/// A line of the list, or empty ones that follow each other. A record whose quoted cells span lines counts as
/// one, under the line it begins on.
struct ListEntry {
  std::int64_t line = 0;            ///< from 1
  std::int64_t lines = 1;           ///< more than one only where they are empty
  std::optional<std::size_t> at{};  ///< offset of its record; none for empty lines
  std::string_view value{};         ///< as written, blanks around it included
  std::string_view fault{};         ///< why it cannot be read; empty: it can

  [[nodiscard]] bool is_blank() const;  ///< readable, and nothing in it
};

/// Several columns need a header line, and the delimiter is `,` `;` tab or `|`. A file of one column has one
/// if its first line is one of the names; its lines are values as a whole, unquoted where they are quoted.
class ValueList {
 public:
  /// `names`: what the header of the values may be, the first found counts; `column`: what it is, whatever
  /// the names; `known`: further names of columns, by which a line of headers is told from one of data.
  /// Headers are compared as in header_line.hpp. Throws Error(not_found) for a file that cannot be
  /// read, Error(invalid_input) for one that is empty, is no text, or has no such header; and as InputText.
  ValueList(const std::string& file, const std::vector<std::string>& names,
            const std::optional<std::string>& column, const std::vector<std::string>& known = {},
            const Reading& reading = {});

  /// Every line but the header, in order, read anew each time: nothing is kept of it, however many there are.
  /// Texts of an entry live while it is visited.
  void for_each(const std::function<void(const ListEntry&)>& visit) const;
  [[nodiscard]] bool has_header() const { return !headers_.empty(); }
  /// As InputText: to be asked before anything is stored.
  void check_unchanged() const { input_.check_unchanged(); }

  /// Lines of a rejects file, which can be read as a list again: the cells of the file, the line, the reason.
  [[nodiscard]] std::string reject_header() const;
  /// `which`: of the entry's lines, from 0.
  [[nodiscard]] std::string reject_line(const ListEntry& entry, std::string_view reason,
                                        std::int64_t which = 0) const;

 private:
  void choose_column(const CsvRecord& first, const std::vector<std::string>& names,
                     const std::optional<std::string>& column, const std::vector<std::string>& known);
  void visit_record(const CsvRecord& record, const std::function<void(const ListEntry&)>& visit) const;
  [[nodiscard]] std::size_t width() const { return has_header() ? headers_.size() : 1; }
  [[nodiscard]] bool is_passed_over(std::size_t place, std::size_t width) const;
  [[nodiscard]] char reject_delimiter() const;

  std::string value_;  ///< what the values are called where the file does not say
  InputText input_;
  char delimiter_;
  std::vector<std::string> headers_;  ///< as the file writes them; none: there is no header line
  std::size_t place_ = 0;             ///< of the value in a record
};

}  // namespace audience
