// The declared type of a column that is there, changed in place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audience/column.hpp"
#include "base/cell.hpp"
#include "storage/generations.hpp"

namespace audience {

/// A CREATE TABLE statement whose column has another type; nothing where the text cannot be understood.
std::optional<std::string> with_column_type(std::string_view create_table, std::string_view column,
                                            std::string_view sql_type);

/// The column is of that type from here on; its values stay as they are stored. Texts in a column of dates
/// stay texts, whatever figures they hold. Inside the caller's write transaction. Throws
/// Error(database_unusable) where the table is not as this tool makes it.
void declare_column_type(Database& own, DataTable table, const std::string& column, ValueType type);

/// Calls `exchange(value)` for every value that is not missing, and stores what it gives in its place. Inside
/// a transaction, the caller's own.
void exchange_values(Database& own, DataTable table, const std::string& column,
                     const std::function<std::optional<Cell>(const Cell&)>& exchange);

}  // namespace audience
