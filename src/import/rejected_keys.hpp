// Whose rows were rejected: they are not absent from the file.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/customer_set.hpp"
#include "import/csv_reader.hpp"
#include "import/layout.hpp"
#include "storage/customers.hpp"

namespace audience {

/// A bit for each customer ever seen, however many rows are rejected; each row costs a look-up by index or
/// two.
class RejectedKeys {
 public:
  explicit RejectedKeys(const Database& database);

  /// A rejected record, and its bytes in the file. Of one with cells too few or too many the id is where it
  /// stands counted from either end, if that is somebody's; one with a quote at fault may hold further rows,
  /// and is read line by line.
  void add(const CsvRecord& record, std::string_view bytes, const Layout& layout, char delimiter);
  [[nodiscard]] const CustomerSet& customers() const { return customers_; }
  /// Rows of which it cannot be said, or not for sure, whose they are.
  [[nodiscard]] std::int64_t keyless() const { return keyless_; }

 private:
  bool add_id(std::string_view id);
  bool add_from_either_end(const CsvRecord& record, std::size_t place, std::size_t width);
  CustomerNumbers numbers_;
  CustomerSet customers_;
  std::int64_t keyless_ = 0;
};

}  // namespace audience
