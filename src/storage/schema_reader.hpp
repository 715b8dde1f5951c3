// The tables, columns and types that a database really has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "storage/database.hpp"

namespace audience {

/// From a declared type: INTEGER integer, REAL (FLOAT, DOUBLE, NUMERIC, DECIMAL) number, BOOLEAN boolean,
/// DATE (DATETIME, TIMESTAMP) date, else text.
ValueType value_type_of(std::string_view declared);

/// The columns of a table or view in order; empty if there is none of that name.
std::vector<SchemaColumn> table_columns(const Database& database, std::string_view table);

/// Whether there is a table of that name, and no view.
bool is_table(const Database& database, std::string_view name);

/// Whether the rows of that name lie in the file: not those of a view, which may say something else each
/// day, nor of a virtual table.
bool keeps_rows(const Database& database, std::string_view name);

/// The name under which SQLite numbers the rows of such a table; none where it does not (WITHOUT ROWID), or
/// columns bear all names it has for that.
std::optional<std::string> row_id_name(const Database& database, std::string_view table);

/// Whether SQL sorts and groups texts of that table by their bytes in UTF-8: no collation is declared.
bool compares_by_bytes(const Database& database, std::string_view table);

/// What a column without a declared type (as views have) is taken for.
enum class Undeclared {
  text,
  sampled,  ///< what its first thousand values are
};

/// Every table and view that can be read, but SQLite's own.
Schema read_schema(const Database& database, Undeclared undeclared);

}  // namespace audience
