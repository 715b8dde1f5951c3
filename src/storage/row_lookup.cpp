// One statement over the key's own tree.
#include "storage/row_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "storage/schema_reader.hpp"

namespace audience {
namespace {

/// The key first; by the primary key.
std::string rows_from_key(const DataTableKey& key, const std::vector<std::string>& others) {
  std::string all, names, places;
  for (const std::string& column : key.columns) {
    names += (names.empty() ? "" : ", ") + sql_name(column);
    places += places.empty() ? "?" : ", ?";
  }
  all = names;
  for (const std::string& column : others) all += ", " + sql_name(column);
  return fmt::format("SELECT {} FROM {} WHERE ({}) >= ({}) ORDER BY {}", all, key.table, names, places,
                     names);
}

}  // namespace

const DataTableKey& key_of(DataTable table) {
  static const std::array<DataTableKey, 3> keys{{{"customers", {"customer_number"}},
                                                 {"audience_purchases", {"n"}},
                                                 {"audience_recommendations", {"customer", "type"}}}};
  return keys.at(static_cast<std::size_t>(table));
}

std::vector<std::string> columns_beside_key(const Database& own, DataTable table) {
  const DataTableKey& key = key_of(table);
  std::vector<std::string> names;
  for (const SchemaColumn& column : table_columns(own, key.table)) {
    if (std::find(key.columns.begin(), key.columns.end(), column.name) == key.columns.end())
      names.push_back(column.name);
  }
  return names;
}

RowLookup::RowLookup(const Database& own, DataTable table)
    : key_columns_(key_of(table).columns.size()),
      columns_(key_of(table).columns),
      rows_(own.prepare(rows_from_key(key_of(table), columns_beside_key(own, table)))) {
  for (std::string& column : columns_beside_key(own, table)) columns_.push_back(std::move(column));
  for (const std::string& column : columns_) weights_.emplace_back(column);
}

PackedValue RowLookup::value(std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  return PackedValue::of(rows_, static_cast<int>(found - columns_.begin()));
}

bool RowLookup::is_at(const UnpackedRows& keys, std::size_t row) const {
  for (std::size_t i = 0; i < key_columns_; ++i) {
    if (PackedValue::of(rows_, static_cast<int>(i)) != keys.at(row, i)) return false;
  }
  return true;
}

bool RowLookup::find(const UnpackedRows& keys, std::size_t row) {
  if (stands_ && is_at(keys, row)) return true;
  if (stands_) stands_ = rows_.step();
  if (stands_ && is_at(keys, row)) return true;
  rows_.reset();
  for (std::size_t i = 0; i < key_columns_; ++i) bind(rows_, static_cast<int>(i), keys.at(row, i));
  stands_ = rows_.step();
  return stands_ && is_at(keys, row);
}

std::uint64_t RowLookup::checksum() const {
  std::uint64_t weight = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i)
    weight += weights_[i].of(PackedValue::of(rows_, static_cast<int>(i)));
  return row_checksum(weight);
}

std::optional<std::uint64_t> RowLookup::checksum_of(const UnpackedRows& keys) {
  std::uint64_t sum = 0;
  for (std::size_t row = 0; row < keys.rows(); ++row) {
    if (!find(keys, row)) return std::nullopt;
    sum += checksum();
  }
  return sum;
}

}  // namespace audience
