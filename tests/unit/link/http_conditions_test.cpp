// Ranges and entity tags, as RFC 9110 has them.
#include "link/http_conditions.hpp"

#include <doctest/doctest.h>

#include <string>

namespace audience {
namespace {

using Kind = ByteRange::Kind;

struct RangeCase {
  std::string field;
  std::uint64_t size;
  Kind kind;
  std::uint64_t first = 0, length = 0;
};

TEST_CASE("a range is the bytes that RFC 9110 says") {
  const RangeCase cases[]{
      {"bytes=0-0", 10, Kind::part, 0, 1},
      {"bytes=2-4", 10, Kind::part, 2, 3},
      {"bytes=0-9", 10, Kind::part, 0, 10},
      {"bytes=5-99", 10, Kind::part, 5, 5},
      {"bytes=9-", 10, Kind::part, 9, 1},
      {"bytes=-3", 10, Kind::part, 7, 3},
      {"bytes=-99", 10, Kind::part, 0, 10},
      {"BYTES=1-2", 10, Kind::part, 1, 2},
      {" bytes= 1-2 ", 10, Kind::part, 1, 2},
      {"bytes=007-8", 10, Kind::part, 7, 2},
      {"bytes=0-18446744073709551616", 10, Kind::part, 0, 10},
      {"bytes=-99999999999999999999999", 10, Kind::part, 0, 10},
      {"bytes=10-", 10, Kind::unsatisfiable},
      {"bytes=10-20", 10, Kind::unsatisfiable},
      {"bytes=18446744073709551616-", 10, Kind::unsatisfiable},
      {"bytes=-0", 10, Kind::unsatisfiable},
      {"bytes=0-", 0, Kind::unsatisfiable},
      {"bytes=-5", 0, Kind::whole},
      {"bytes=4-2", 10, Kind::whole},
      {"bytes=0-1,4-5", 10, Kind::whole},
      {"bytes=0-1,", 10, Kind::whole},
      {"bytes=", 10, Kind::whole},
      {"bytes=-", 10, Kind::whole},
      {"bytes=--5", 10, Kind::whole},
      {"bytes=1", 10, Kind::whole},
      {"bytes=a-b", 10, Kind::whole},
      {"bytes=1-b", 10, Kind::whole},
      {"bytes=+1-2", 10, Kind::whole},
      {"bytes=0x1-2", 10, Kind::whole},
      {"bytes", 10, Kind::whole},
      {"lines=1-2", 10, Kind::whole},
      {"=1-2", 10, Kind::whole},
      {"", 10, Kind::whole},
  };
  for (const RangeCase& one : cases) {
    CAPTURE(one.field);
    const ByteRange range = choose_range(one.field, one.size);
    CHECK(range.kind == one.kind);
    CHECK(range.first == one.first);
    CHECK(range.length == one.length);
  }
}

TEST_CASE("a list of entity tags holds what stands in it before a fault") {
  struct {
    std::string list;
    bool weakly, strongly;
  } const cases[]{{R"("a")", true, true},      {R"(W/"a")", true, false},
                  {R"("x", "a")", true, true}, {R"(W/"x",W/"a" , "y")", true, false},
                  {R"(,, "a",)", true, true},  {R"("x,y","a")", true, true},
                  {"*", true, true},           {" * ", true, true},
                  {R"("b")", false, false},    {R"("x"a", "a")", false, false},
                  {R"("a)", false, false},     {R"(w/"a")", false, false},
                  {"a", false, false},         {"", false, false},
                  {R"("b", *)", false, false}};
  for (const auto& one : cases) {
    CAPTURE(one.list);
    CHECK(holds_tag_weakly(one.list, R"("a")") == one.weakly);
    CHECK(holds_tag_strongly(one.list, R"("a")") == one.strongly);
  }
}

}  // namespace
}  // namespace audience
