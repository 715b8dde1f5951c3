// Rows that are not stored: counted by reason, and written down for whoever mends them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "import/csv_reader.hpp"
#include "import/import.hpp"
#include "import/layout.hpp"
#include "import/rejected_keys.hpp"

namespace audience {

class RejectedRows {
 public:
  /// All must outlive it; the layout counts from `begin` on.
  RejectedRows(const ImportOptions& options, const Layout& layout, char delimiter)
      : options_(options), layout_(layout), delimiter_(delimiter) {}

  void begin() const;  ///< the header of what is written down
  /// From here on it is known whose rows they are.
  void keep_keys(const Database& database) { keys_.emplace(database); }
  /// `bytes`: the record as it stands in the file; `line`: of the file, or of the one it comes from.
  void add(const CsvRecord& record, std::string_view bytes, std::int64_t line, std::string_view reason);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// After `keep_keys`.
  [[nodiscard]] const CustomerSet& customers() const { return keys_->customers(); }
  /// Reasons, the commonest first, each with the line it occurs on first.
  void report(ImportReport& report) const;

 private:
  [[nodiscard]] bool is_passed_over(std::size_t place, std::size_t width) const;
  void write(const CsvRecord& record, std::int64_t line, std::string_view reason) const;

  struct Reason {
    std::int64_t rows = 0, first_line = 0;
    std::string file{};  ///< of that line, where two are joined
  };
  const ImportOptions& options_;
  const Layout& layout_;
  char delimiter_;
  std::map<std::string, Reason, std::less<>> reasons_;
  std::optional<RejectedKeys> keys_;  ///< where the file is the whole table
  std::int64_t count_ = 0;
};

}  // namespace audience
