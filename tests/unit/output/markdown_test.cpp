// Texts that must not act in a comment.
#include "output/markdown.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

TEST_CASE("letters of any script, digits and spaces stay as they are") {
  CHECK(markdown_code("Winter 24") == "<code>Winter 24</code>");
  CHECK(markdown_code("冬 é") == "<code>冬 é</code>");
}

TEST_CASE("what could be Markdown, HTML or the name of somebody is a reference") {
  CHECK(markdown_code("@team") == "<code>&#64;team</code>");
  CHECK(markdown_code("a`b|c") == "<code>a&#96;b&#124;c</code>");
  CHECK(markdown_code("</code>") == "<code>&#60;&#47;code&#62;</code>");
  CHECK(markdown_code("&#64;") == "<code>&#38;&#35;64&#59;</code>");
  CHECK(markdown_code("www.a.example") == "<code>www&#46;a&#46;example</code>");
}

TEST_CASE("a line stays one line") { CHECK(markdown_code("a\nb\r") == "<code>a&#63;b&#63;</code>"); }

}  // namespace
}  // namespace audience
