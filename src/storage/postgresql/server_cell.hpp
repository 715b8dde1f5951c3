// Values of a server's columns: how they are asked for, and what they are to SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cell.hpp"
#include "storage/postgresql/server_schema.hpp"

namespace audience {

/// What values of a type of the server are.
enum class CellForm { integer, decimal, floating, boolean, date, time, text };
CellForm form_of(const ServerColumn& column);

/// A type for SQLite with the affinity that the values need and the meaning that value_type_of reads.
std::string_view sqlite_type(CellForm form);

/// The column as an expression whose text says the whole value: blanks of char(n) are none of it.
std::string text_expression(const ServerColumn& column);

/// The type that a key, sent as text, is cast to before it is compared with that column, and the column as it
/// is compared then: so that an index of it serves where one can.
std::string_view key_type(const ServerColumn& key);
std::string key_expression(const ServerColumn& key, std::string_view alias);

/// A condition that keeps all rows whose value SQLite would find equal, for a parameter of that number; none
/// where the server had better not be asked. `parameter`: what is to be sent.
std::optional<std::string> equality(const ServerColumn& column, const Cell& value, std::size_t number,
                                    std::string& parameter);

/// An order that is SQLite's: nulls least, texts by bytes. None where it has another.
std::optional<std::string> order_by(const ServerColumn& column, bool descending);

/// What the text of a value is to SQLite; it lives as long as that text.
Cell server_cell(CellForm form, const std::optional<std::string>& text);

}  // namespace audience
