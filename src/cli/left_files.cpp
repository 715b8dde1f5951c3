// The first few by name; all of them in JSON.
#include "cli/left_files.hpp"

#include <fmt/format.h>

namespace audience {

std::string left_phrase(const std::vector<LeftFile>& left) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < left.size() && i < most; ++i) {
    const LeftFile& one = left[i];
    text += fmt::format("{}{}{} ({})", i == 0 ? "" : ", ", one.path.string(),
                        one.owner.empty() ? "" : " of " + one.owner, one.reason);
  }
  if (left.size() > most) text += fmt::format(" and {} more", left.size() - most);
  return text;
}

void write_not_removed(JsonWriter& json, const std::vector<LeftFile>& left) {
  json.key("not_removed");
  json.begin_array();
  for (const LeftFile& one : left) {
    json.begin_object();
    json.text_member("file", one.path.string());
    std::optional<std::string> owner;
    if (!one.owner.empty()) owner = one.owner;
    json.optional_text_member("owner", owner);
    json.text_member("reason", one.reason);
    json.end_object();
  }
  json.end_array();
}

std::optional<Error> left_end(const std::string& done, const std::vector<LeftFile>& left) {
  if (left.empty()) return std::nullopt;
  return Error(ErrorKind::write_failed,
               fmt::format("{}, but not all of their files could be removed: {}", done, left_phrase(left)),
               Remedy::collect_copies);
}

void refuse_left(const std::string& done, const std::vector<LeftFile>& left) {
  if (auto end = left_end(done, left)) throw Error(*std::move(end));
}

}  // namespace audience
