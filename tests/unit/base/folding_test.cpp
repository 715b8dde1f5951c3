// Texts made comparable.
#include "base/folding.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <utility>
#include <vector>

namespace audience {

TEST_CASE("blanks around a text are cut off and those within stay") {
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"", ""},
                                                                  {"a", "a"},
                                                                  {" \t\r\n\v\fa b\n", "a b"},
                                                                  {"\xC2\xA0 a\xC2\xA0", "a"},
                                                                  {"\xEF\xBB\xBF"
                                                                   "a",
                                                                   "a"},
                                                                  {" \xEF\xBB\xBF\xC2\xA0\t", ""},
                                                                  {"\xC2", "\xC2"},
                                                                  {"\xE2\x80\xA0", "\xE2\x80\xA0"}}) {
    CAPTURE(text);
    CHECK(trimmed(text) == expected);
  }
}

TEST_CASE("letters fold one by one whatever the locale") {
  for (const char* locale : {"C", "C.UTF-8"}) {
    std::setlocale(LC_ALL, locale);
    for (const auto& [text, expected] :
         std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                          {"Ana@Example.ORG", "ana@example.org"},
                                                          {"[@`{", "[@`{"},
                                                          {"ÉMILE Ünal Żak", "émile ünal żak"},
                                                          {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
                                                          {"σίσυφος", "σίσυφοσ"},
                                                          {"ЖАННА", "жанна"},
                                                          {"İı I", "İı i"},
                                                          {"Straße", "straße"},
                                                          {"𐐀", "𐐨"},
                                                          {"日本", "日本"},
                                                          {"A\xFF\xC3"
                                                           "B",
                                                           "a\xFF\xC3"
                                                           "b"}}) {
      CAPTURE(text);
      CHECK(fold_case(text) == expected);
      CHECK(fold_case(fold_case(text)) == expected);
    }
  }
  std::setlocale(LC_ALL, "C");
}

}  // namespace audience
