// A catalog's names held against the tables and columns that are really there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"

namespace audience {

/// A table that an entry speaks of.
struct CatalogTable {
  std::string name;
  const std::vector<SchemaColumn>* columns = nullptr;  ///< none: nothing can be held against it
};

/// As SQLite compares names: without ASCII case.
bool same_name(std::string_view a, std::string_view b);
/// The column of that very name, else of that name without ASCII case; null without columns.
const SchemaColumn* find_column(const CatalogTable& table, std::string_view name);
std::vector<std::string> column_names(const CatalogTable& table);  ///< of a table with columns

/// `; did you mean "X"?`, or all of them behind the introduction; empty without any.
std::string nearest_or_all(std::string_view wrong, const std::vector<std::string>& right,
                           std::string_view introduction);
/// Whether a catalog file could write it: a database may have names that no file should.
bool can_be_written(const std::string& name);
/// How a time column of this type most likely writes times.
TimeFormat usual_format(ValueType time);

}  // namespace audience
