// The effective user, looked up without a buffer that threads would share.
#include "studio/login_name.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace audience {

std::optional<std::string> login_name() {
  std::array<char, 16384> texts{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, texts.data(), texts.size(), &found) != 0) return std::nullopt;
  if (found == nullptr || entry.pw_name == nullptr) return std::nullopt;
  return entry.pw_name;
}

}  // namespace audience
