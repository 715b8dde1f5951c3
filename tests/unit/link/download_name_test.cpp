// Names of downloads from names of audiences.
#include "link/download_name.hpp"

#include <doctest/doctest.h>

#include "base/utf8.hpp"

namespace audience {
namespace {

std::string name(std::string_view audience) {
  const std::string whole = download_name(audience, from_unix(1'694'678'691), "csv");
  REQUIRE(whole.ends_with("-20230914.csv"));
  return whole.substr(0, whole.size() - 13);
}

}  // namespace

TEST_CASE("letters of any script are kept and all else becomes an underscore") {
  struct Case {
    std::string_view audience, expected;
  };
  for (const auto& [audience, expected] :
       std::initializer_list<Case>{{"Winter sale 2024_v1.2-b", "Winter sale 2024_v1.2-b"},
                                   {"Zoë Čačak Ñandú ß", "Zoë Čačak Ñandú ß"},
                                   {"Зима ძმა 冬のセール 겨울 שלום", "Зима ძმა 冬のセール 겨울 שלום"},
                                   {"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"},
                                   {"a;b=c%d,e'f`g$h&i(j)k{l}", "a_b_c_d_e_f_g_h_i_j_k_l_"},
                                   {"a\r\nSet-Cookie: b\x01\x7f", "a__Set-Cookie_ b__"},
                                   {"100 € — „ja“ ½", "100 _ _ _ja_ _"},
                                   {"a\u202Egnp.exe", "a_gnp.exe"},
                                   {"a\u200Bb\u2044c\uFF0Fd\uFEFFe", "a_b_c_d_e"},
                                   {"\U0001F384 sale", "_ sale"},
                                   {"\U00020000", "\U00020000"},
                                   {"../../etc/passwd", "_._.._etc_passwd"},
                                   {".hidden", "_hidden"},
                                   {"-rf", "_rf"},
                                   {"..", "_."},
                                   {" ", "_"},
                                   {"", "_"},
                                   {"bad\xff\xc3", "bad__"}}) {
    CHECK(name(audience) == expected);
  }
}

TEST_CASE("a long name is cut between characters") {
  CHECK(name(std::string(300, 'x')) == std::string(100, 'x'));
  std::string wide;
  for (int i = 0; i < 60; ++i) wide += "冬";
  const std::string cut = name(wide);
  CHECK(cut.size() == 99);
  CHECK(is_utf8(cut));
}

}  // namespace audience
