// What is free text in a statement of SQL.
#pragma once

#include <string_view>
#include <vector>

namespace audience {

/// What stands in quotes of any kind, without these, and comments. What is not closed goes to the end.
std::vector<std::string_view> free_texts(std::string_view sql);

}  // namespace audience
