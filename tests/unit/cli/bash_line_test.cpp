// A line that is typed in bash, and words written for it.
#include "cli/bash_line.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

constexpr std::string_view breaks = " \t\n\"'><=;|&(:";

}  // namespace

TEST_CASE("words before the cursor lose their quotes, and what is kept ends at a break or an open quote") {
  struct Row {
    std::string_view line;
    std::vector<std::string> before;
    std::string current;
    std::size_t kept;
    char quote;
  };
  using Words = std::vector<std::string>;
  for (const Row& row :
       {Row{"a ", Words{"a"}, "", 0, '\0'}, Row{"a sh", Words{"a"}, "sh", 0, '\0'},
        Row{R"(a "b c" 'd e' f\ g )", Words{"a", "b c", "d e", "f g"}, "", 0, '\0'},
        Row{R"(a "x \" $)", Words{"a"}, "x \" $", 0, '"'}, Row{R"(a 'x \)", Words{"a"}, R"(x \)", 0, '\''},
        Row{"a x: y", Words{"a", "x:"}, "y", 0, '\0'}, Row{"a x:y", Words{"a"}, "x:y", 2, '\0'},
        Row{R"(a x\:y)", Words{"a"}, "x:y", 0, '\0'}, Row{R"(a --b="c d)", Words{"a"}, "--b=c d", 4, '"'},
        Row{R"(a "x:y)", Words{"a"}, "x:y", 0, '"'}, Row{"a \"\" b", Words{"a", ""}, "b", 0, '\0'},
        Row{"a <f b 2>g c", Words{"a", "b"}, "c", 0, '\0'}}) {
    CAPTURE(row.line);
    const BashLine line = read_bash_line(row.line, breaks);
    CHECK(line.before == row.before);
    CHECK(line.current == row.current);
    CHECK(line.kept == row.kept);
    CHECK(line.quote == row.quote);
    CHECK_FALSE(line.is_redirection);
  }
  CHECK(read_bash_line("a - <f", breaks).is_redirection);
  CHECK(read_bash_line("a 2>", breaks).is_redirection);
}

TEST_CASE("a word is written so that bash reads it back, in each quote") {
  for (const std::string_view text :
       {"Winter", "Wild West", "Zoë's \"best\"", "a$b`c\\d", "x:y=z", "~", "it's", "end\""}) {
    CAPTURE(text);
    for (const char quote : {'\0', '"', '\''}) {
      CAPTURE(quote);
      const std::string written = quoted_for_bash(text, quote);
      std::string line = "a ";
      if (quote != '\0') line += quote;
      line += written;
      if (quote != '\0' && !written.ends_with(quote)) line += quote;  // as readline does
      CHECK(read_bash_line(line + " ", breaks).before == std::vector<std::string>{"a", std::string(text)});
    }
  }
}

}  // namespace audience
