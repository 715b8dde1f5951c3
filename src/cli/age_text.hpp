// How long ago something was, in words.
#pragma once

#include <chrono>
#include <string>

namespace audience {

/// `3 minutes ago`, in the largest unit that the age fills.
std::string age_text(std::chrono::seconds age);

}  // namespace audience
