// How long a link lives, and what it begins with.
#include "cli/link_options.hpp"

#include <fmt/format.h>

#include <string_view>

#include "audience/error.hpp"
#include "link/link_base.hpp"
#include "link/signing_key.hpp"

namespace audience {
namespace {

constexpr std::string_view default_life = "6m";

/// Seconds elsewhere; a link that is meant to live for minutes must not be dead before anyone sees why.
bool is_bare_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::chrono::seconds link_life(const std::optional<std::string>& text) {
  const std::string written = text.value_or(std::string(default_life));
  if (is_bare_number(written))
    throw Error(ErrorKind::usage, fmt::format("--expires-in: \"{}\" has no unit", written),
                fmt::format("write {0}m for minutes, or {0}s, {0}h, {0}d", written));
  const auto span = span_of_time("--expires-in", written);
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(span);
  if (life == span && life >= std::chrono::seconds{1} && life <= longest_link_life) return life;
  throw Error(ErrorKind::usage, fmt::format("--expires-in: a link cannot live for \"{}\"", written),
              "write whole seconds, 1s to 7d");
}

std::optional<std::string> base_url(const Session& session) {
  const auto url = session.setting(std::nullopt, "AUDIENCE_BASE_URL", "base_url");
  if (!url) return std::nullopt;
  if (auto base = link_base(*url)) return base;
  throw Error(ErrorKind::usage, fmt::format("the base URL \"{}\" is no http:// or https:// address", *url),
              "set AUDIENCE_BASE_URL, or base_url in the config, to what recipients reach: "
              "https://exports.example.org");
}

}  // namespace audience
