// Who was there when columns of customers were made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "base/customer_set.hpp"
#include "storage/columns/column_file.hpp"
#include "storage/columns/column_folder.hpp"

namespace audience {

/// A set as its words lie in a file. Throws ColumnsUnusable where they are of a greater capacity.
CustomerSet set_of_words(std::span<const std::uint64_t> words, std::size_t capacity);

/// Reads one file. Throws ColumnsUnusable.
class PopulationFile {
 public:
  PopulationFile(const std::filesystem::path& file, ColumnFileId id) : file_(file, id) {}
  /// In a set of that capacity.
  [[nodiscard]] CustomerSet population(std::size_t capacity) const;
  /// Whether the numbers rise with the keys.
  [[nodiscard]] bool numbers_follow_keys() const { return file_.size<CustomerNumber>(1) == 0; }
  /// Everyone in the order of the keys; empty where the numbers follow them.
  [[nodiscard]] std::span<const CustomerNumber> by_key() const { return file_.values<CustomerNumber>(1); }
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  ColumnFile file_;
};

/// `by_key`: everyone in the order of the keys.
void write_population(ColumnFileWriter& file, const CustomerSet& population,
                      std::span<const CustomerNumber> by_key);

struct KnownPopulation {
  CustomerSet customers;
  bool numbers_follow_keys = false;
};

/// Everyone present now, as columns know it; none where they are not fresh, or cannot be read.
std::optional<KnownPopulation> population_by_columns(const Database& own, std::size_t capacity);

}  // namespace audience
