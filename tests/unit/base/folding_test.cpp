// Texts made comparable.
#include "base/folding.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <cstdint>
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

TEST_CASE("letters and digits of any script make words and marks do not") {
  for (const char32_t code : {U'a', U'Z', U'0', U'é', U'ß', U'Ж', U'日', U'あ', U'한', U'ı'}) {
    CAPTURE(static_cast<std::uint32_t>(code));
    CHECK(is_letter_or_digit(code));
  }
  for (const char32_t code :
       {U'\0', U' ', U'_', U'-', U'@', U'\u00A0', U'\u2014', U'\u201C', U'\u3002', U'\uFFFD'}) {
    CAPTURE(static_cast<std::uint32_t>(code));
    CHECK_FALSE(is_letter_or_digit(code));
  }
}

}  // namespace audience
