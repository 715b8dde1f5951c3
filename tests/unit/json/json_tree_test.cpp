// The located tree: values, places, bounds, and what is no JSON.
#include "json/json_tree.hpp"

#include <doctest/doctest.h>

#include "support/sample_document.hpp"

using namespace audience;
using Kind = JsonValue::Kind;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

/// As a fault there would be told.
std::string told(JsonPlace place, const Faults& faults) {
  const Place found = faults.text()->line_and_column(place);
  return std::to_string(found.line) + ":" + std::to_string(found.column) + " " +
         faults.text()->pointer(place);
}

}  // namespace

TEST_CASE("every value has its kind, its content and its place") {
  Faults faults;
  const auto root = parse_json(
      "{\n  \"a\": [1, -2.50, \"x\\\"\\u00e9\", true, null],\n\t\"b/c~d\" : {\"e\": false}\r\n}", faults);
  REQUIRE(root);
  CHECK(faults.empty());
  CHECK(root->kind == Kind::object);
  CHECK(told(root->place, faults) == "1:1 ");
  REQUIRE(root->members().size() == 2);
  const JsonValue& list = root->members()[0].value;
  CHECK(told(root->members()[0].key_place, faults) == "2:3 /a");
  CHECK(told(list.place, faults) == "2:8 /a");
  REQUIRE(list.elements().size() == 5);
  CHECK(list.elements()[0].number() == Decimal(1));
  CHECK(list.elements()[1].number() == Decimal(-25, -1));
  CHECK(list.elements()[1].text == "-2.50");
  CHECK(told(list.elements()[1].place, faults) == "2:12 /a/1");
  CHECK(list.elements()[2].text == "x\"é");
  CHECK(list.elements()[3].boolean);
  CHECK(told(list.elements()[3].place, faults) == "2:32 /a/3");
  CHECK(list.elements()[4].kind == Kind::null);
  CHECK(told(list.elements()[4].place, faults) == "2:38 /a/4");
  CHECK(root->members()[1].key == "b/c~d");
  CHECK(told(root->members()[1].value.place, faults) == "3:12 /b~1c~0d");
  CHECK(told(root->members()[1].key_place, faults) == "3:2 /b~1c~0d");
  CHECK(told(root->members()[1].value.members()[0].value.place, faults) == "3:18 /b~1c~0d/e");
}

TEST_CASE("a byte order mark takes no column") {
  Faults faults;
  const auto root = parse_json("\xEF\xBB\xBF{\"a\": 1}", faults);
  REQUIRE(root);
  CHECK(told(root->members()[0].value.place, faults) == "1:7 /a");
}

TEST_CASE("a number is exact as written") {
  Faults faults;
  const auto root =
      parse_json("[0.1, 123456789012345678, 9223372036854775807, 1e3, 0.30000000000000004]", faults);
  REQUIRE(root);
  CHECK(faults.empty());
  CHECK(root->elements()[0].number() == Decimal(1, -1));
  CHECK(root->elements()[1].number() == Decimal(123456789012345678));
  CHECK(root->elements()[2].number() == Decimal(9223372036854775807));
  CHECK(root->elements()[3].number() == Decimal(1000));
  CHECK(root->elements()[4].number() == Decimal(30000000000000004, -17));
}

TEST_CASE("sixty-four levels are read and the next is a fault") {
  Faults fine;
  CHECK(parse_json(nested(64), fine));
  CHECK(fine.empty());
  Faults faults;
  CHECK_FALSE(parse_json(nested(65), faults));
  CHECK(faults.to_text("f").starts_with("f:1:65 /0/0"));
  CHECK(faults.to_text("f").ends_with("/0: nested deeper than 64 levels"));
}

TEST_CASE("sixteen mebibytes are read and one byte more is a fault") {
  std::string text = "[]" + std::string(max_json_bytes - 2, ' ');
  Faults fine;
  CHECK(parse_json(text, fine));
  text += ' ';
  Faults faults;
  CHECK_FALSE(parse_json(text, faults));
  CHECK(faults.to_text("f") == "f:1:1: the file is larger than 16 MiB");
}

TEST_CASE("a key given twice keeps its first value") {
  Faults faults;
  const auto root = parse_json(R"({"a": 1, "b": {"c": 2}, "a": [3]})", faults);
  REQUIRE(root);
  CHECK(faults.to_text("f") == "f:1:25 /a: the key \"a\" is given twice");
  REQUIRE(root->members().size() == 2);
  CHECK(root->members()[0].value.number() == Decimal(1));
}

TEST_CASE("what is not JSON is one fault at its place") {
  struct Case {
    std::string_view text, fault;
  };
  const Case cases[] = {
      {"", "the file is empty"},
      {" \n\t", "the file is empty"},
      {"\xEF\xBB\xBF", "the file is empty"},
      {"{\"a\": 1@", "the file ends in the middle of the document; what is open ends with }"},
      {"[1, 2\n@", "the file ends in the middle of the document; what is open ends with ]"},
      {"[1@,\n ]", "this is not valid JSON: a comma stands before ']'"},
      {"{\"a\": 1@, }", "this is not valid JSON: a comma stands before '}'"},
      {"{\"a\": 1 @\"b\": 2}", "this is not valid JSON: a ',' or '}' is missing before this text"},
      {"[1 @2]", "this is not valid JSON: a ',' or ']' is missing before this number"},
      {"{@a: 1}", "this is not valid JSON: a is no key; a key stands in double quotes"},
      {"{\"a\" @1}", "this is not valid JSON: a ':' is missing before this number"},
      {"[]\n@[]", "this is not valid JSON: the document has ended before '['; expected the end of the file"},
      {"[@\"abc]", "this is not valid JSON: invalid string: missing closing quote"},
      {"[@+1]", "this is not valid JSON: +1 is no number; write 1 or \"+1\""},
      {"{\"a\": [1, 2@}, \"b\": 3}", "this is not valid JSON: '}' closes what '[' opened; write ']'"},
      {"{\"a\": {\"b\": 1}@}, \"c\": 2}", "this is not valid JSON: this '}' is one too many"},
      {"[{\"a\": 1, \"b\": [2]@, {\"a\": 3}]", "this is not valid JSON: a '}' is missing before ','"},
      {"{\n  \"a\": {\n    \"b\": 1@,\n  \"c\": {\"d\": 2}\n}\n",
       "this is not valid JSON: a '}' is missing before ','"},
      {"{\"a\": @1, 2], \"b\": 3}", "this is not valid JSON: a '[' is missing before 1"},
      {"[@\"a\": 1}, {\"a\": 2}]", "this is not valid JSON: a '{' is missing before \"a\""},
      {"{@\"a: \"b\", \"c\": 1}",
       "this is not valid JSON: a closing quote is missing: \"a: \" goes on to the next quote"},
      {"{\"a\": \"C:@\\dir\"}",
       "this is not valid JSON: \\d is no escape; a backslash itself is written \\\\"},
      {"{\"a\": 1, @// c\n\"b\": 2}",
       "this is not valid JSON: JSON has no comments; use the key \"description\""},
      {"[@yes]", "this is not valid JSON: yes is no value; write true"},
      {"@// c\n[]", "this is not valid JSON: JSON has no comments; use the key \"description\""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const auto marked = test::find_mark(one.text);
    Faults faults;
    CHECK_FALSE(parse_json(marked.text, faults));
    REQUIRE(faults.count() == 1);
    const std::string text = faults.to_text("f");
    CHECK(text.starts_with("f:" + marked.place));
    CHECK(text.ends_with(": " + std::string(one.fault)));
  }
}

TEST_CASE("a byte that is not UTF-8 is found where it stands") {
  Faults faults;
  CHECK_FALSE(parse_json("{\n \"é\": \"a\xFF\"}", faults));
  CHECK(faults.to_text("f") == "f:2:10: this byte is not UTF-8; save the file as UTF-8");
}

TEST_CASE("a number out of range is a fault with its pointer") {
  for (const std::string_view number : {"1e999", "1234567890123456789.5", "92233720368547758080", "1e-500"}) {
    CAPTURE(number);
    Faults faults;
    parse_json("[0, " + std::string(number) + "]", faults);
    CHECK(faults.to_text("f") ==
          "f:1:5 /1: the number " + std::string(number) + " is out of range: up to 18 digits can be held");
  }
}
