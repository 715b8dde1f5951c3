// Letters written as one or as a letter and its marks.
#include "base/folded_text.hpp"

#include <doctest/doctest.h>

#include "base/folding.hpp"

namespace audience {

TEST_CASE("a letter and its marks fold as the one letter that they are") {
  CHECK(fold_letters("Zoe\u0308") == fold_letters("ZOË"));
  CHECK(fold_letters("E\u0301mile") == fold_letters("émile"));
  CHECK(fold_letters("I\u0307") == fold_letters("İ"));
  CHECK(fold_letters("J\u030C") == "\u01F0");
  // In whatever order marks were typed, and with a part of them in the letter already.
  for (const char* written :
       {"Vi\u1EC7t", "Vie\u0323\u0302t", "Vie\u0302\u0323t", "Vi\u00EA\u0323t", "VI\u1EB8\u0302T"})
    CHECK(fold_letters(written) == "vi\u1EC7t");
  CHECK(fold_letters("\u304B\u3099") == "\u304C");
  CHECK(fold_letters("\u1112\u1161\u11AB\u1100\u1173\u11AF") == "한글");
  CHECK(fold_letters("\uD558\u11AB") == "한");
}

TEST_CASE("what makes no one letter stays as fold_case leaves it") {
  for (const std::string written :
       {"Plain", "Ünal", "ς", "q\u0301", "\u0301", "\xFF\u0301", "e\u0336", "日本", "e\xCC", ""})
    CHECK(fold_letters(written) == fold_case(written));
}

TEST_CASE("each byte of a folded text leads back to the letter it came from") {
  const std::string written = "aE\u0301b\u00C9";
  const FoldedText folded(written);
  CHECK(folded.text() == "aéb\u00E9");
  const std::size_t origins[] = {0, 1, 1, 4, 5, 5, 7};
  for (std::size_t at = 0; at <= folded.text().size(); ++at) CHECK(folded.origin(at) == origins[at]);
}

}  // namespace audience
