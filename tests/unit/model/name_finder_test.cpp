// Names among other characters: what is found, what is another one's, and what is a date.
#include "model/name_finder.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "base/folding.hpp"
#include "model/mentions.hpp"
#include "model/number_words.hpp"

namespace audience {
namespace {

bool anybody(const FoundName&) { return true; }

/// Each found name between brackets, with a `?` where it is only possible.
std::string marked(const std::vector<std::string>& names, const std::string& text, NameSearch search) {
  std::string result;
  std::size_t from = 0;
  for (const FoundName& one : NameFinder(names).find(text, search, anybody)) {
    result += text.substr(from, one.at - from) + "[" + text.substr(one.at, one.length);
    result += one.mention == Mention::possible ? "?]" : "]";
    from = one.at + one.length;
  }
  return result + text.substr(from);
}

std::string telling(const std::string& name, const std::string& text) {
  return marked({name}, text, NameSearch::telling);
}
std::string plain(const std::string& name, const std::string& text) {
  return marked({name}, text, NameSearch::plain_words);
}

/// Some names, wherever they stand, whatever they are.
struct SomeNames : NameTest {
  explicit SomeNames(const std::vector<std::string>& names)
      : finder_(names), whole(names.begin(), names.end()) {}
  bool names_someone(const Attribute*, std::string_view text) override {
    return is_telling(text) && whole.contains(std::string(text));
  }
  [[nodiscard]] const NameFinder& finder() const override { return finder_; }
  bool is_theirs_alone(std::string_view text, const FoundName& name) override {
    for (const std::string& around : texts_around(text, name)) {
      if (others.contains(around)) return false;
    }
    return true;
  }
  void met(std::string_view text) override { met_texts.emplace(text); }

  NameFinder finder_;
  std::set<std::string> whole, others, met_texts;
};

}  // namespace

TEST_CASE("a name is found in whatever form of Unicode its letters are written") {
  CHECK(plain("Zoë", "for Zoe\u0308.") == "for [Zoe\u0308?].");
  CHECK(plain("Zoe\u0308", "for ZOË.") == "for [ZOË?].");
  CHECK(plain("Zoe", "for Zoe\u0308.") == "for Zoe\u0308.");
  CHECK(telling("ünal-42", "xU\u0308NAL-42") == "x[U\u0308NAL-42?]");
}

TEST_CASE("a telephone number is found however its digits are set apart") {
  for (const char* name : {"+381641234567", "00381641234567", "381641234567", "+381 (64) 123-45-67"}) {
    for (const char* written : {"+381 64 123-45-67", "00381641234567", "+381641234567", "381.64.1234567",
                                "+381 (0)64 1234567", "+381 (64) 123 45 67", "0038164 123 45 67"}) {
      CHECK(telling(name, std::string("call ") + written + ", please") ==
            std::string("call [") + written + "], please");
    }
  }
  CHECK(telling("+381641234567", "tel+381 64 1234567x") == "tel[+381 64 1234567?]x");
  // Another's, with more digits; and signs that set apart more than digits.
  for (const char* written :
       {"+381 64 123-45-678", "5381641234567", "38164/1234567", "381 64 - - 1234567", "+381 64 123-45-6"})
    CHECK(telling("+381641234567", written) == written);
  CHECK(telling("+381641234567", "") == "");
  CHECK(plain("555-12-34", "5551234 or 555 1234") == "[5551234?] or [555 1234?]");
  CHECK(plain("2023 09-14", "2023-09-14") == "2023-09-14");
  CHECK(plain("123 456", "123456") == "123456");
}

TEST_CASE("a telling name is found wherever it stands and a longer number is another's") {
  CHECK(telling("c_10222", "list_c_10222") == "list_[c_10222]");
  CHECK(telling("c_10222", "c_10222.csv,C_10222;c_10222") == "[c_10222].csv,[C_10222];[c_10222]");
  CHECK(telling("c_1022", "c_10222 c_1022") == "c_10222 [c_1022]");
  CHECK(telling("c_1022", "xc_1022x") == "x[c_1022?]x");
  CHECK(telling("ana@example.org", "for_Ana@Example.ORG.csv") == "for_[Ana@Example.ORG].csv");
  CHECK(telling("ana@example.org", "juliana@example.org") == "juli[ana@example.org?]");
  CHECK(telling("+381 64 123", "tel+381 64 123!") == "tel[+381 64 123]!");
  CHECK(telling("+381 64 123", "+381 64 1234") == "+381 64 1234");
  CHECK(telling("381641234567", "tel381641234567") == "tel[381641234567?]");
  CHECK(telling("381641234567", "1381641234567 3816412345678") == "1381641234567 3816412345678");
  CHECK(telling("50%_off\\1", "x50%_off\\1y50Xxoff\\1") == "x[50%_off\\1?]y50Xxoff\\1");
}

TEST_CASE("letters of any script fold and the text's own bytes are told") {
  CHECK(telling("émile@example.org", "vonÉMILE@example.orgün") == "von[ÉMILE@example.org?]ün");
  // The Kelvin sign is three bytes and folds to one.
  CHECK(telling("kelvin7", "ü\u212Aelvin7ß") == "ü[\u212Aelvin7?]ß");
  CHECK(telling("жанна1", "ДЛЯ_ЖАННА1") == "ДЛЯ_[ЖАННА1]");
  CHECK(plain("李明", "李明的名单") == "[李明?]的名单");
  CHECK(plain("żak", "dla Żaka i Żak") == "dla Żaka i [Żak?]");
  CHECK(telling("c_10222",
                "\xFF\xC3"
                "c_10222\xE2\x82") ==
        "\xFF\xC3"
        "[c_10222]\xE2\x82");
}

TEST_CASE("other names are found as words of their own alone") {
  CHECK(plain("ana", "ana_list Ana's anatomy banana (ana)") ==
        "[ana?]_list [Ana?]'s anatomy banana ([ana?])");
  CHECK(plain("c_1", "list_c_1 c_12 abc_1 c_1.csv") == "list_[c_1?] c_12 abc_1 [c_1?].csv");
  CHECK(plain("10222", "list10222 110222 10222x 10222.5") == "list[10222?] 110222 [10222?]x [10222?].5");
  CHECK(plain("1", "v1 top10 #1 1st 1-2") == "v1 top10 #[1?] 1st [1?]-2");
  CHECK(plain("365", "365days of 365") == "365days of [365?]");
  CHECK(marked({"ana"}, "/home/banana/x.csv", NameSearch::plain_anywhere) == "/home/b[ana?]na/x.csv");
  CHECK(marked({"102"}, "list102.csv 1102", NameSearch::plain_anywhere) == "list[102?].csv 1102");
  CHECK(marked({"1"}, "list1.csv v/1.csv", NameSearch::plain_anywhere) == "list1.csv v/[1?].csv");
}

TEST_CASE("the longest name at a place is found and one that does not count makes room") {
  CHECK(marked({"c_10222", "c_10222-b"}, "c_10222-b", NameSearch::telling) == "[c_10222-b]");
  const auto found =
      NameFinder({"c_10222", "c_10222-b"}).find("c_10222-b", NameSearch::telling, [](const FoundName& one) {
        return one.name != "c_10222-b";
      });
  REQUIRE(found.size() == 1);
  CHECK(found[0].length == 7);
}

TEST_CASE("numbers in dates and times are nobody's") {
  const auto in_date = [](const std::string& text, const std::string& number) {
    const std::size_t at = text.find(number);
    return is_part_of_date(text, at, at + number.size());
  };
  for (const auto& [text, number] :
       std::vector<std::pair<std::string, std::string>>{{"2023-09-14", "14"},
                                                        {"a_2023_09_14.csv", "2023"},
                                                        {"14.9.2023", "14"},
                                                        {"9/14/2023", "14"},
                                                        {"2023-09", "09"},
                                                        {"09.2023", "2023"},
                                                        {"at 10:30", "30"},
                                                        {"10:30:59", "59"}}) {
    CAPTURE(text);
    CHECK(in_date(text, number));
  }
  for (const auto& [text, number] : std::vector<std::pair<std::string, std::string>>{{"10222-10223", "10222"},
                                                                                     {"1022-1023", "1023"},
                                                                                     {"12-14", "14"},
                                                                                     {"2023-13-14", "14"},
                                                                                     {"v1.14.2", "14"},
                                                                                     {"list 14", "14"}}) {
    CAPTURE(text);
    CHECK_FALSE(in_date(text, number));
  }
}

TEST_CASE("texts around a name are those of its word from the longest to itself") {
  const std::string text = "see a_éc_10222.x, b";
  const auto found = NameFinder({"c_10222"}).find(text, NameSearch::telling, anybody);
  REQUIRE(found.size() == 1);
  const auto around = texts_around(text, found[0]);
  CHECK(around.front() == "a_éc_10222.x");
  CHECK(around.back() == "c_10222");
  CHECK(around.size() == 4 * 3);
  CHECK(word_around(text, found[0]) == "a_éc_10222.x");
}

TEST_CASE("glued names leave their texts but not where they are a part of another's") {
  SomeNames names({"c_10222", "ana@example.org"});
  names.others = {"juliana@example.org", "c_10222-b"};
  const auto of = [&](std::string_view text) { return text_without_names(text, names).value_or("-"); };
  CHECK(of("list_c_10222 for_ana@example.org.csv") == "list_erased for_erased.csv");
  CHECK(of("juliana@example.org, c_10222-b") == "-");
  CHECK(of("juliana@example.org, xana@example.org") == "juliana@example.org, xerased");
  CHECK(names.met_texts.contains("for_ana@example.org.csv"));
  CHECK(names.met_texts.contains("juliana@example.org, xana@example.org"));
}

TEST_CASE("no telling name is left in a random text and nothing else goes") {
  std::mt19937 random(20231);
  const auto below = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most - 1)(random);
  };
  const std::vector<std::string> pieces{"a",  "Z", "é",  "ß", "İ", "日",     "🙂", "%", "_",
                                        "\\", "'", "\"", " ", ".", "-",      "/",    "@", "x",
                                        "K",  "+", ",",  "{", "$", "\u212A", "\xFF"};
  const auto piece_text = [&](std::size_t most) {
    std::string text;
    for (std::size_t i = below(most + 1); i > 0; --i) text += pieces[below(pieces.size())];
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    std::string name = piece_text(4) + std::to_string(below(1000)) + piece_text(2) + "@kiosk";
    const std::string before = piece_text(8), behind = piece_text(8);
    const bool upper = below(2) == 0;
    std::string written = name;
    if (upper) {
      for (char& c : written) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    CAPTURE(name);
    CAPTURE(before + written + behind);
    SomeNames names({name});
    const auto without = text_without_names(before + written + behind, names);
    REQUIRE(without.has_value());
    CHECK(fold_case(*without).find(fold_case(name)) == std::string::npos);
    // What stood around it is there still, unless the name began or ended within it by chance.
    if (*without != "erased" && fold_case(before + behind).find('@') == std::string::npos)
      CHECK(*without == before + "erased" + behind);
  }
}

}  // namespace audience
