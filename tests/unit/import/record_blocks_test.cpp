#include "import/record_blocks.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace audience;

namespace {

/// Every record of a text as `line|offset|cells`.
std::string records_of(std::string_view text, std::int64_t line, std::size_t offset, std::int64_t& lines) {
  std::string all;
  CsvReader reader(text, ',');
  for (CsvRecord record; reader.next(record);) {
    all += std::to_string(line + record.line) + "|" + std::to_string(offset + record.offset);
    for (const std::string_view cell : record.cells) all += "|" + std::string(cell);
    all += record.unterminated ? "|unterminated\n" : "\n";
  }
  lines = reader.line() - 1;
  return all;
}

std::string records_of_blocks(std::string_view text, std::size_t block_bytes) {
  std::string all;
  std::int64_t line = 0, lines = 0;
  for (const RecordBlock& block : cut_into_blocks(text, ',', block_bytes)) {
    all += records_of(text.substr(block.offset, block.bytes), line, block.offset, lines);
    line += lines;
  }
  return all;
}

}  // namespace

TEST_CASE("blocks of any size hold the records that the whole text holds") {
  for (const std::string_view text : {"", "\n", "\n\n\r\n", "a,b\nc,d\n", "a,b\r\nc,d", "a,b\n\n\nc,d\n\n",
                                      "\"a\nb\",c\n\n\"d\"\"\ne\",f\ng,h\n", "a\"b,c\nd,\"e\nf\n",
                                      "a,b\n\"c\n\nd\n", "\"\",\"\"\n\"x\"y,z\n,\n"}) {
    CAPTURE(text);
    std::int64_t lines = 0;
    const std::string whole = records_of(text, 0, 0, lines);
    for (std::size_t bytes = 1; bytes <= text.size() + 1; ++bytes) {
      CAPTURE(bytes);
      CHECK(records_of_blocks(text, bytes) == whole);
    }
  }
}

TEST_CASE("a text without quotes is cut into blocks of about the size asked for") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "abc,def\n";
  const auto blocks = cut_into_blocks(text, ',', 100);
  CHECK(blocks.size() == 77);  // 13 records of 8 bytes each
  CHECK(blocks.back().offset + blocks.back().bytes == text.size());
}
