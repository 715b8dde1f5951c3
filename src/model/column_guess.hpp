// What tables and columns that nobody has described are likely to hold, by keys, types and usual names.
// Points compare columns of one table, or tables, with each other; 0: none of that.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"

namespace audience {

using Names = std::vector<std::string_view>;
using Columns = std::vector<SchemaColumn>;

bool is_one_of(std::string_view name, const Names& names);

/// The column with the highest score above 0, of equals the first.
template <typename Score>
const SchemaColumn* best_column(const Columns& columns, const Score& score) {
  const SchemaColumn* best = nullptr;
  int most = 0;
  for (const SchemaColumn& column : columns) {
    const int points = score(column);
    if (points <= most) continue;
    most = points;
    best = &column;
  }
  return best;
}
/// The first of these names, folded, that a column has; null where none has any.
const SchemaColumn* first_named(const Columns& columns, const Names& names);

/// The column that names a row of a table of customers; null where none is likely to.
const std::string* key_of(const std::string& table, const Columns& columns);
/// The column that says whose row it is: by foreign key, else by name. Null where none does.
const SchemaColumn* reference_to(const Columns& columns, const std::string& table, const std::string& key);
/// For a table whose name is one of customers.
int likeness_of_name(const std::string& table);
/// For that table of what another's columns refer to it by.
int reference_points(const Columns& columns, const std::string& table, const std::string& key);

/// For a column that tells products apart.
int product_points(const SchemaColumn& column);
/// For the time something happened rather than one at which its row was changed, or that is still to come.
int time_points(const SchemaColumn& column);
TimeFormat time_format_of(const SchemaColumn& time);
/// For what an event was about.
int entity_points(const Columns& columns, const SchemaColumn& column);

/// Nothing to list, such as a password.
bool is_secret(const SchemaColumn& column);
/// Tells who somebody is.
bool is_personal(const SchemaColumn& column);

}  // namespace audience
