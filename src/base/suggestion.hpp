// The nearest right name to a wrong one, for "did you mean".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; letter case counts
/// nothing) from `wrong`, if it is near enough to be meant: at most a third of its length, at least one edit
/// allowed.
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& candidates);

/// `; did you mean "X"?` of the nearest, else of the only one that holds `wrong`; or an empty text.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace audience
