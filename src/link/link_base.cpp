// An address looked at as text.
#include "link/link_base.hpp"

#include <algorithm>
#include <string_view>

namespace audience {

std::optional<std::string> link_base(std::string url) {
  const std::string_view rest = std::string_view(url).substr(std::min(url.size(), url.find("//")));
  const bool scheme = url.starts_with("http://") || url.starts_with("https://");
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}?#@").find(c) == std::string_view::npos;
  });
  if (!scheme || !plain || rest.size() <= 2 || rest[2] == '/' || rest[2] == ':') return std::nullopt;
  url.resize(url.find_last_not_of('/') + 1);
  return url;
}

}  // namespace audience
