// Pictures, as text.
#include "output/pictures.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST_CASE("a picture needs nothing else, and no text of it is markup") {
  const std::string picture = bar_picture("<script>alert(1)</script> & \"x\"", "a\x1b[31m",
                                          {{"city", {"n"}, {{"<b>", 1, {"1"}}}, 1}});
  CHECK(picture.find("<script") == std::string::npos);
  CHECK(picture.find("<b>") == std::string::npos);
  CHECK(picture.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;") != std::string::npos);
  CHECK(picture.find('\x1b') == std::string::npos);
  CHECK(picture.find("http", picture.find("xmlns") + 40) == std::string::npos);
  CHECK(picture.find("prefers-color-scheme: dark") != std::string::npos);
}

TEST_CASE("bars are in proportion, and the last customer is seen") {
  const std::string picture =
      bar_picture("t", "s",
                  {{"",
                    {"left"},
                    {{"all", 1000, {"1,000"}}, {"half", 500, {"500"}}, {"one", 1, {"1"}}, {"none", 0, {"0"}}},
                    1000}});
  CHECK(times_in(picture, "class=\"track\"") == 4);
  CHECK(times_in(picture, "width=\"352.0\"") == 5);  // every track, and the whole
  CHECK(picture.find("width=\"176.0\"") != std::string::npos);
  CHECK(picture.find("width=\"1.5\"") != std::string::npos);
  CHECK(times_in(picture, "class=\"bar\"") == 3);
}

TEST_CASE("long labels go on in further lines") {
  const std::string picture = bar_picture(
      "t", "s",
      {{"", {"n"}, {{"purchases distinct_days >= 12 in 365 days where quantity > 0", 1, {"1"}}}, 1}});
  CHECK(picture.find(">purchases distinct_days >= 12 in 365<") == std::string::npos);
  CHECK(picture.find(">purchases distinct_days &gt;= 12 in 365<") != std::string::npos);
}

TEST_CASE("sizes over time are drawn whatever there is of them") {
  const TimePoint first = parse_time("2023-09-01")->start, second = parse_time("2023-09-14T08:04")->start;
  const std::string picture = size_picture("Winter", "s", {{first, 10}, {second, 20}});
  CHECK(picture.find("M96.0 ") != std::string::npos);
  CHECK(picture.find(">2023-09-14 08:04 UTC<") != std::string::npos);
  CHECK(picture.find("<title>2023-09-14 08:04 UTC: 20</title>") != std::string::npos);
  for (const std::vector<SizeAt>& sizes : {std::vector<SizeAt>{}, {{first, 0}}, {{first, 5}, {first, 6}}}) {
    const std::string one = size_picture("Winter", "s", sizes);
    CHECK(one.find("nan") == std::string::npos);
    CHECK(one.find("inf") == std::string::npos);
    CHECK(one.ends_with("</svg>\n"));
  }
}

}  // namespace
}  // namespace audience
