// What options and settings may say of a link.
#include "cli/link_options.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "support/error_kind.hpp"

namespace audience {
namespace {

constexpr std::chrono::seconds second{1};

/// The base URL of a session whose environment holds nothing else.
std::optional<std::string> base_url_of(const std::string& text) {
  OutputStream out(STDOUT_FILENO, "standard output");
  Context context{.out = out,
                  .err = out,
                  .now = [] { return TimePoint{}; },
                  .environment = [&](const char* name) -> std::optional<std::string> {
                    if (std::string_view(name) == "AUDIENCE_BASE_URL") return text;
                    return std::nullopt;
                  },
                  .read_line = {}};
  return base_url(Session(context));
}

}  // namespace

TEST_CASE("a base URL ends without a slash, so that none is doubled") {
  for (const char* url :
       {"https://exports.example.org", "https://exports.example.org/", "http://[::1]:8080/a//"}) {
    const std::string text = url;
    CHECK(base_url_of(text) == text.substr(0, text.find_last_not_of('/') + 1));
  }
}

TEST_CASE("what is no base URL is refused") {
  for (const char* url :
       {"exports.example.org", "ftp://example.org", "https://", "https:///exports", "http://:80", "https:/a",
        "https://example.org/?a=", "https://example.org/#a", "https://exa mple.org", "https://a\nb",
        "javascript:alert(1)//", "https://zo\xc3\xab.example"}) {
    CHECK_MESSAGE(kind_of([&] { (void)base_url_of(url); }) == ErrorKind::usage, url);
  }
}

TEST_CASE("a link lives from a second to seven days") {
  CHECK(link_life(std::nullopt) == std::chrono::minutes{6});
  CHECK(link_life("1s") == second);
  CHECK(link_life("1000ms") == second);
  CHECK(link_life("7d") == std::chrono::days{7});
  CHECK(link_life("1w") == std::chrono::days{7});
  for (const char* text : {"0s", "999ms", "1500ms", "8d", "604801", "169h", "-1s", "", "6 m", "soon", "2w"}) {
    CHECK_MESSAGE(kind_of([&] { (void)link_life(text); }) == ErrorKind::usage, text);
  }
}

}  // namespace audience
