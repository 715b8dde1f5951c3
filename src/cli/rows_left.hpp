// What is said of rows that erasing leaves where they are: in another program's file, or behind views.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/error.hpp"
#include "cli/invocation.hpp"
#include "json/json_writer.hpp"
#include "storage/erasure.hpp"

namespace audience {

/// Such as `2 rows of people, 1 row of visits`.
std::string rows_phrase(const std::vector<TableRows>& tables);

/// A line, `Not touched, rows in FILE: …`; empty where none are left. `foreign_file` empty: views.
std::string rows_left_text(const std::vector<TableRows>& left, const std::string& foreign_file);

/// The member of the object that is open: an object with a number for each table.
void write_tables(JsonWriter& json, std::string_view key, const std::vector<TableRows>& tables);

/// Where some are left.
Error rows_left_end(const std::vector<TableRows>& left, const std::string& foreign_file);
/// Where nobody could look for them.
Error not_looked_end(const Error& unreadable, const Invocation& by);

}  // namespace audience
