// What options and settings say of a link.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/session.hpp"

namespace audience {

/// `--expires-in`: whole seconds, 1 s to 7 d; 6 minutes without. Throws Error(usage) otherwise.
std::chrono::seconds link_life(const std::optional<std::string>& text);

/// AUDIENCE_BASE_URL or `base_url` of the config, without slashes at its end. Throws Error(usage) unless it
/// is a http:// or https:// address.
std::optional<std::string> base_url(const Session& session);

}  // namespace audience
