// Looked up without a buffer that threads would share.
#include "base/user_name.hpp"

#include <grp.h>
#include <pwd.h>

#include <array>
#include <utility>

namespace audience {
namespace {

/// Room for the texts of one entry; a group with more members than that goes by its number.
using Texts = std::array<char, 16384>;

std::optional<std::string> of_user(uid_t user, char* passwd::*field) {
  Texts texts{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, texts.data(), texts.size(), &found) != 0) return std::nullopt;
  if (found == nullptr || entry.*field == nullptr) return std::nullopt;
  return entry.*field;
}

}  // namespace

std::optional<std::string> user_name(uid_t user) { return of_user(user, &passwd::pw_name); }

std::optional<std::string> home_of(uid_t user) {
  auto home = of_user(user, &passwd::pw_dir);
  return home && home->starts_with('/') ? std::move(home) : std::nullopt;
}

std::string user_label(uid_t user) { return user_name(user).value_or(std::to_string(user)); }

std::string group_label(gid_t group) {
  Texts texts{};
  ::group entry{};
  ::group* found = nullptr;
  if (::getgrgid_r(group, &entry, texts.data(), texts.size(), &found) != 0) return std::to_string(group);
  if (found == nullptr || entry.gr_name == nullptr) return std::to_string(group);
  return entry.gr_name;
}

}  // namespace audience
