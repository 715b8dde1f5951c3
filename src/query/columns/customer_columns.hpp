// Columns of customers: everyone's value by place (query/columns/customer_places.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "query/columns/customer_places.hpp"
#include "query/columns/dictionary.hpp"
#include "storage/columns/column_file.hpp"
#include "storage/columns/population_file.hpp"
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
  /// Whether codes rise with the values as SQL sorts them.
  [[nodiscard]] bool has_order() const { return dictionary_ && dictionary_->is_in_order(); }
  /// Only with values: the code of each number below the capacity it was made for.
  [[nodiscard]] Codes codes() const;
  [[nodiscard]] std::uint32_t code_of(CustomerNumber customer) const;  ///< 0 for a number given since
  /// Without values: who has one, in a set of that capacity.
  [[nodiscard]] CustomerSet present(std::size_t capacity) const;
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  ColumnFile file_;
  std::optional<Dictionary> dictionary_;
};

/// Everyone's values of some columns, as one pass over customers finds them, on their way to files.
class CustomerColumnsBuilder {
 public:
  /// Reads all: inside the caller's snapshot.
  CustomerColumnsBuilder(const DataSource& source, std::vector<std::string> columns);

  /// To be told everyone's row by `add`, in the order of numbers below `capacity`; `by_key`: everyone in that
  /// of their keys.
  CustomerColumnsBuilder(std::vector<std::string> columns, std::size_t capacity,
                         std::vector<CustomerNumber> by_key);
  void add(CustomerNumber customer, std::span<const Cell> cells);

  /// Those of before, with the rows of some customers read anew. Throws ColumnsUnusable where they are not of
  /// the columns that the table has now.
  CustomerColumnsBuilder(const DataSource& source, const ColumnFolder& folder,
                         const ColumnsManifest::Customers& before, const std::vector<CustomerNumber>& anew);

  [[nodiscard]] const std::vector<std::string>& columns() const { return names_; }
  /// Whether the column at that position differs from the one before.
  [[nodiscard]] bool is_changed(std::size_t column) const { return columns_[column].is_changed; }
  [[nodiscard]] std::size_t customers() const { return population_.count(); }
  [[nodiscard]] std::size_t capacity() const { return population_.capacity(); }
  /// By place, of another program's table whose rows SQLite numbers (row_id_of_customers); else nothing.
  [[nodiscard]] const std::vector<std::int64_t>& row_ids() const { return row_ids_; }
  void write_population(ColumnFileWriter& file) const {
    audience::write_population(file, population_, by_key_);
  }
  /// The column at that position. Its memory is free after that.
  void write_column(std::size_t column, ColumnFileWriter& file);

 private:
  struct Column {
    DictionaryBuilder dictionary;
    std::vector<std::uint32_t> codes;  ///< by number; 1 for any value once values are given up
    bool has_values = true;
    bool is_changed = true;
    void note_bytes() {  ///< also where the code stays null
      dictionary.note_bytes();
      is_changed = true;
    }
  };
  void take(Column& column, CustomerNumber customer, const Cell& cell);
  void read_population(const DataSource& source, const CustomerPlaces& places);
  void load(Column& column, const CustomerColumn& before);

  std::vector<std::string> names_;
  std::vector<Column> columns_;
  CustomerSet population_;
  std::vector<CustomerNumber> by_key_;
  std::vector<std::int64_t> row_ids_;
  std::size_t seen_ = 0;
};

/// Files of all columns. Throws Error(write_failed).
ColumnsManifest::Customers write_customers(CustomerColumnsBuilder& builder, const ColumnFolder& folder);

/// Every attribute's column of customers, once each.
std::vector<std::string> attribute_columns(const Catalog& catalog);

/// Brings columns up to date: only those that changed get new files. Inside the caller's snapshot. Throws
/// ColumnsUnusable, Error(write_failed).
void patch_customers(const DataSource& source, const ColumnFolder& folder,
                     ColumnsManifest::Customers& customers, const std::vector<CustomerNumber>& anew);

}  // namespace audience
