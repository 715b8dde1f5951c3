// Marks, and what becomes of them.
#include "output/paint.hpp"

#include <doctest/doctest.h>

#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr Paint pipe{}, plain_terminal{true, false}, terminal{true, true};

TEST_CASE("marks become colours where there are any, and nothing elsewhere") {
  const std::string screen = "a " + painted("yes", Ink::in) + " " + painted("no", Ink::out) + "\n";
  CHECK(rendered(screen, terminal) == "a \x1b[32myes\x1b[0m \x1b[31mno\x1b[0m\n");
  CHECK(rendered(screen, plain_terminal) == "a yes no\n");
  CHECK(rendered(screen, pipe) == "a yes no\n");
}

TEST_CASE("marks take no column") {
  CHECK(display_width(painted("yes", Ink::bar)) == 3);
  CHECK(display_width(kept_apart("שלום")) == 4);
}

TEST_CASE("nothing and no colour stay as they are") {
  CHECK(painted("", Ink::in).empty());
  CHECK(painted("a", Ink::none) == "a");
  CHECK(kept_apart("Größe") == "Größe");
}

TEST_CASE("whatever a text holds, no control character of it reaches a terminal") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  all += "\u0085\u009B31m\u202E\x1b[31m";
  for (const Paint paint : {pipe, plain_terminal, terminal}) {
    const std::string made_printable = rendered(printable(all), paint);
    std::string as_it_is = rendered(all, paint);
    for (const char* colour : {"\x1b[32m", "\x1b[31m", "\x1b[1;31m", "\x1b[36m", "\x1b[0m"}) {
      const std::string sequence(colour);
      for (auto at = as_it_is.find(sequence); at != std::string::npos; at = as_it_is.find(sequence))
        as_it_is.erase(at, sequence.size());
    }
    for (const char c : made_printable) CHECK(static_cast<unsigned char>(c) >= ' ');
    CHECK(made_printable.find("\u009B") == std::string::npos);
    CHECK(as_it_is.find("\u009B") == std::string::npos);
    CHECK(as_it_is.find("\u202E") == std::string::npos);
    CHECK(as_it_is.find('\x1b') == std::string::npos);
  }
}

}  // namespace
}  // namespace audience
