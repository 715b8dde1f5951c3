// Lists of values: which column, which lines, and what a rejects file says of them.
#include "import/value_list.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "audience/error.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

/// The list of a text in a file of its own.
class TextFile {
 public:
  explicit TextFile(std::string_view text) { write_file(path_, text); }
  [[nodiscard]] ValueList list(const std::optional<std::string>& column = {}) const {
    return ValueList(path_.string(), {"customer_id", "email"}, column);
  }

 private:
  Folder folder_;
  std::filesystem::path path_ = folder_ / "list.csv";
};

/// `line:value`, `line-` for a blank, `line!fault`; a header line as `header`.
std::string described(const ValueList& list) {
  std::string text = list.has_header() ? "header" : "";
  list.for_each([&](const ListEntry& entry) {
    const std::string what = !entry.fault.empty() ? fmt::format("!{}", entry.fault)
                             : entry.is_blank()   ? "-"
                                                  : fmt::format(":{}", entry.value);
    for (std::int64_t i = 0; i < entry.lines; ++i)
      text += fmt::format("{}{}{}", text.empty() ? "" : " ", entry.line + i, what);
  });
  return text;
}

std::string rejects(const ValueList& list) {
  std::string text = list.reject_header();
  list.for_each([&](const ListEntry& entry) {
    for (std::int64_t i = 0; i < entry.lines; ++i) text += list.reject_line(entry, "why", i);
  });
  return text;
}

}  // namespace

TEST_CASE("every line is an entry and knows its number") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"a", "1:a"},
           {"a\nb\n", "1:a 2:b"},
           {"a\r\n\r\n\r\nb", "1:a 2- 3- 4:b"},
           {"\n\na\n\n\n", "1- 2- 3:a 4- 5-"},
           {"a\n \t\n\"\"\n\"b\"", "1:a 2- 3- 4:b"},
           {"a,b;c\n", "1!2 cells"},
           {"a\nb,c;d|e\tf\n", "1:a 2:b,c;d|e\tf"},
           {" a \n\"b,\"\"c\"\n", "1: a  2:b,\"c"},
           {"a\n\"b\n\nc\"\nd\n", "1:a 2:b\n\nc 5:d"},
           {"a\n\"b\nc\n", "1:a 2!a quote is never closed"},
           {"a\n\xFF\n", "1:a 2!not UTF-8"},
           {"EMAIL\n\na\n", "header 2- 3:a"},
           {"\xEF\xBB\xBF\nCustomer ID\na", "header 1- 3:a"},
           {"x;e-mail\n1;2\n", ""},
           {"x|email\n1|a\n2\n|\n\n   \n", "header 2:a 3!1 cells where the header has 2 4- 5- 6-"},
           {"email,customer_id\na,b\n", "header 2:b"}}) {
    CAPTURE(text);
    if (expected.empty() || expected == "1!2 cells") {
      CHECK_THROWS_AS(TextFile(text).list(), Error);
    } else {
      CHECK(described(TextFile(text).list()) == expected);
    }
  }
}

TEST_CASE("empty lines cost nothing however many there are") {
  const TextFile file("a\n" + std::string(100'000, '\n') + "b\n");
  int entries = 0;
  file.list().for_each([&](const ListEntry&) { ++entries; });
  CHECK(entries == 3);
}

TEST_CASE("a column is chosen by its header whatever it is called") {
  CHECK(described(TextFile("x;E-Mail \n1;2\n").list("e_mail")) == "header 2:2");
  CHECK(described(TextFile("Whatever\nx\n").list("whatever")) == "header 2:x");
  for (const char* text : {"x;y\n", "x\ny\n", "a;A\n1;2\n"}) CHECK_THROWS_AS(TextFile(text).list("a"), Error);
}

TEST_CASE("a rejects file has the cells of the file and can be read again") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"a\n\nb,c", "customer_id,reject_line,reject_reason\na,1,why\n,2,why\n\"b,c\",3,why\n"},
           {"Customer ID\n\"a\nb\"\n", "Customer ID,reject_line,reject_reason\n\"a\nb\",2,why\n"},
           {"x;customer_id\n\"1;\";a\n\n2\n",
            "x;customer_id;reject_line;reject_reason\n\"1;\";a;2;why\n;;3;why\n2;4;why\n"},
           {"x,customer_id,reject_line,reject_reason\n1,a,7,unknown\n2,8,1 cells\n",
            "x,customer_id,reject_line,reject_reason\n1,a,2,why\n2,3,why\n"},
           {"customer_id,x\n\"a\nb", "customer_id,x,reject_line,reject_reason\n\"a\nb,2,why\n"}}) {
    CAPTURE(text);
    const std::string again = rejects(TextFile(text).list());
    CHECK(again == expected);
    CHECK(TextFile(again).list().has_header());
  }
}

}  // namespace audience
