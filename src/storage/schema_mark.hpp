// What a schema was at some time, and whether it has only grown since.
#pragma once

#include <string>
#include <string_view>

#include "storage/database.hpp"

namespace audience {

/// Of the schema now, as a text without spaces.
std::string mark_schema(const Database& database);

/// Whether nothing was done to the schema since but to add tables, views, indexes and triggers: none that was
/// there was changed, dropped, or made anew, alike or not, nor was the file vacuumed. The version that the
/// schema had goes with the mark: it tells marks apart. False for a text that is no mark.
bool has_only_grown_since(const Database& database, std::string_view mark);
std::string_view version_in(std::string_view mark);  ///< empty where it is none

}  // namespace audience
