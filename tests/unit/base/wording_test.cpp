// Words for people, and for a shell.
#include "base/wording.hpp"

#include <doctest/doctest.h>

namespace audience {

TEST_CASE("a shell reads a word back as it is, plain ones without quotes") {
  CHECK(shell_word("/srv/team/shop-1.db") == "/srv/team/shop-1.db");
  CHECK(shell_word("my shop.db") == "'my shop.db'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("$HOME;`id`") == "'$HOME;`id`'");
  CHECK(shell_word("~ana/x") == "'~ana/x'");
  CHECK(shell_word("") == "''");
}

}  // namespace audience
