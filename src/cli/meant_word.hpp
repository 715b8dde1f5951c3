// What a command or an option that there is not was meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// `; did you mean "list"?`, or nothing: what other tools call a command of ours, else the first name that
/// begins so, else the nearest, else the shortest that has the word's letters in their order.
std::string meant_by_command(std::string_view word, const std::vector<std::string>& names);
/// The same of an option, with its dashes.
std::string meant_by_option(std::string_view option, const std::vector<std::string>& options);

}  // namespace audience
