// Columns of customers: everyone's value by permanent number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/columns/column_file.hpp"
#include "query/columns/dictionary.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// One column, from a file of its own. Throws ColumnsUnusable wherever it reads.
class CustomerColumn {
 public:
  explicit CustomerColumn(const std::filesystem::path& file, std::uint64_t id);

  /// Whether the values are known: of a column whose texts nearly all differ only who has one is.
  [[nodiscard]] bool has_values() const { return dictionary_.has_value(); }
  /// Only with values.
  [[nodiscard]] const Dictionary& dictionary() const { return *dictionary_; }
  /// Only with values: the code of each number below the capacity it was made for.
  [[nodiscard]] Codes codes() const;
  [[nodiscard]] std::uint32_t code_of(CustomerNumber customer) const;  ///< 0 for a number given since
  /// Without values: who has one.
  [[nodiscard]] std::span<const std::uint64_t> present() const;
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  ColumnFile file_;
  std::optional<Dictionary> dictionary_;
};

/// Who was there when the columns were made. Throws ColumnsUnusable.
class PopulationFile {
 public:
  PopulationFile(const std::filesystem::path& file, std::uint64_t id);
  /// In a set of at least that capacity.
  [[nodiscard]] CustomerSet population(std::size_t capacity) const;
  [[nodiscard]] bool numbers_follow_keys() const;
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  ColumnFile file_;
};

/// Everyone's values of some columns, as one pass over customers finds them, on their way to files.
class CustomerColumnsBuilder {
 public:
  /// Reads all: inside the caller's snapshot.
  CustomerColumnsBuilder(const DataSource& source, std::vector<std::string> columns);

  [[nodiscard]] const std::vector<std::string>& columns() const { return names_; }
  [[nodiscard]] std::size_t customers() const { return population_.count(); }
  void write_population(ColumnFileWriter& file) const;
  /// The column at that position. Its memory is free after that.
  void write_column(std::size_t column, ColumnFileWriter& file);

 private:
  struct Column {
    DictionaryBuilder dictionary;
    std::vector<std::uint32_t> codes;  ///< by number; 1 for any value once values are given up
    bool has_values = true;
  };
  void take(Column& column, CustomerNumber customer, const Cell& cell);

  std::vector<std::string> names_;
  std::vector<Column> columns_;
  CustomerSet population_;
  std::size_t seen_ = 0;
  bool numbers_follow_keys_ = false;
};

}  // namespace audience
