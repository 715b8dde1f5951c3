// What the entries of a catalog file are made of: tables, columns, names and lists.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/fault.hpp"
#include "json/json_tree.hpp"
#include "model/catalog.hpp"
#include "model/catalog_schema.hpp"

namespace audience {

/// What the entries of attributes and of event columns have in common.
struct ColumnEntry {
  std::string name, column;
  ValueType type = ValueType::text;
  JsonPlace place;  ///< of the name
};

/// Reads them one by one, each wrong one a fault with the nearest right name. Without a schema any table and
/// column may be there.
class CatalogFields {
 public:
  CatalogFields(const Schema* schema, Faults& faults) : schema_(schema), faults_(faults) {}

  /// The one that the key `table` names, without columns where it is not there.
  [[nodiscard]] CatalogTable table_of(const JsonValue& object) const;
  /// The column that a key names; empty where that is missing.
  [[nodiscard]] std::string column_of(const JsonValue& object, std::string_view key,
                                      const CatalogTable& table) const;
  /// A column's name as the schema spells it; as written where it is unknown.
  [[nodiscard]] std::string column(const JsonValue& value, std::string_view key,
                                   const CatalogTable& table) const;
  /// A fault at the place where no filter can test what the column holds.
  void refuse_unusable(const SchemaColumn& column, const CatalogTable& table, JsonPlace place) const;
  [[nodiscard]] std::string name_or(const JsonValue& object, std::string_view key,
                                    const std::string& otherwise) const;
  /// The entries under a key; none where it is missing, no list, or one of more than can be meant.
  [[nodiscard]] const std::vector<JsonValue>& list_of(const JsonValue& object, std::string_view key) const;
  /// Name, column and type of an attribute or an event's column; nothing where it is no entry.
  [[nodiscard]] std::optional<ColumnEntry> read_entry(const JsonValue& value,
                                                      const CatalogTable& table) const;
  /// As the event says, else as usual for the type of its time column, which may be null.
  [[nodiscard]] TimeFormat read_time_format(const JsonValue& event, const SchemaColumn* time) const;

 private:
  const Schema* schema_;
  Faults& faults_;
};

}  // namespace audience
