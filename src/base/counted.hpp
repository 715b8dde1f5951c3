// Numbers of things, as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace audience {

/// 719303 is `719,303`.
std::string with_commas(std::int64_t value);
/// `1 customer`, `2,000 customers`; `several` where an s more does not make it: `1 copy`, `2 copies`.
std::string counted(std::int64_t count, std::string_view one, std::string_view several = {});
std::string counted(std::size_t count, std::string_view one, std::string_view several = {});

}  // namespace audience
