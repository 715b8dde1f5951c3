// What the addresses of links begin with.
#pragma once

#include <optional>
#include <string>

namespace audience {

/// The same without slashes at its end; nothing unless it is an http:// or https:// address that can stand
/// before a path.
std::optional<std::string> link_base(std::string url);

}  // namespace audience
