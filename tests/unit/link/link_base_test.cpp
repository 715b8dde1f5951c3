// What a link may begin with.
#include "link/link_base.hpp"

#include <doctest/doctest.h>

namespace audience {

TEST_CASE("an address that people can follow begins a link, without slashes at its end") {
  struct Case {
    const char* given;
    const char* base;  ///< null: refused
  };
  const Case cases[] = {
      {"https://exports.example.org", "https://exports.example.org"},
      {"http://10.0.0.1:8080/", "http://10.0.0.1:8080"},
      {"https://example.org/a/b//", "https://example.org/a/b"},
      {"", nullptr},
      {"exports.example.org", nullptr},
      {"ftp://example.org", nullptr},
      {"https://", nullptr},
      {"https:///exports", nullptr},
      {"https://:80", nullptr},
      {"https://ana@example.org", nullptr},
      {"https://example.org/?to=", nullptr},
      {"https://example.org/a b", nullptr},
      {"https://exämple.org", nullptr},
  };
  for (const Case& one : cases) {
    CAPTURE(one.given);
    const auto base = link_base(one.given);
    CHECK(base.has_value() == (one.base != nullptr));
    if (base && one.base != nullptr) CHECK(*base == one.base);
  }
}

}  // namespace audience
