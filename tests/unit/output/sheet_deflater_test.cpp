// What is compressed by what is known of worksheets and by found copies, unpacked by another's code.
#include "output/sheet_deflater.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "base/gunzip.hpp"
#include "output/xlsx_rows.hpp"

namespace audience {
namespace {

/// Of a stream of blocks that were made of this text.
std::string unpacked(const std::string& blocks, const std::string& text) {
  std::string file("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  file += blocks;
  file += deflate_end();
  for (const std::size_t number : {std::size_t{crc32_of(0, text)}, text.size()}) {
    for (unsigned i = 0; i < 4; ++i) file += static_cast<char>(number >> (8 * i) & 0xFFU);
  }
  std::string found;
  Gunzip gunzip("blocks", [&](std::string_view piece) { found += piece; });
  gunzip.feed(file);
  gunzip.finish();
  return found;
}

TEST_CASE("copies of every length and distance come back as they were") {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += static_cast<char>(random());
  DeflateBlock block;
  for (const char c : text) block.byte(c);
  const auto copy = [&](std::size_t length, std::size_t distance) {
    block.copy(length, distance);
    for (std::size_t i = 0; i < length; ++i) text += text[text.size() - distance];
  };
  for (std::size_t length = 3; length <= 800; ++length) copy(length, 1 + random() % 32768);
  for (std::size_t distance = 1; distance <= 32768; ++distance) copy(3 + random() % 9, distance);
  const std::string blocks = block.take();
  CHECK(unpacked(blocks, text) == text);
}

TEST_CASE("few symbols and very unequal ones have codes") {
  for (const std::string& text : {std::string(), std::string("a"), std::string(1000, 'a')}) {
    DeflateBlock block;
    for (const char c : text) block.byte(c);
    CHECK(unpacked(block.take(), text) == text);
  }
  // Fibonacci's numbers make the longest codes there are: these would be of 24 bits.
  std::string text;
  for (std::size_t symbol = 0, count = 1, next = 1; symbol < 25; ++symbol) {
    text.append(count, static_cast<char>('a' + symbol));
    next += std::exchange(count, next);
  }
  DeflateBlock block;
  for (const char c : text) block.byte(c);
  CHECK(unpacked(block.take(), text) == text);
}

/// Customers with a number, a name of few, some an address, and some without anything.
RowBlock sheet_rows(XlsxRows& rows, int count, std::mt19937& random) {
  for (int i = 0; i < count; ++i) {
    rows.text(fmt::format("c_{}", 1000 + i));
    const auto number = random();
    if (number % 7 == 0) {
      rows.empty();
    } else {
      rows.text(std::array{"Ada", "Grace", "", " Tim", "<Zoë & Sons>"}[number % 5]);
    }
    rows.integer(static_cast<std::int64_t>(number % 90));
    rows.boolean(number % 2 == 0);
    rows.date(number % 3 == 0 ? "2023-09-14" : "2023-09-14T12:00:00");
    if (number % 4 != 0) rows.text(fmt::format("{}@example.org", number));
    rows.end_row();
  }
  return rows.take();
}

TEST_CASE("rows of a worksheet come back, block by block, and are smaller than by a search alone") {
  std::mt19937 random(7);
  XlsxRows rows(1'000'000);
  rows.start_at(0);
  std::string blocks, text;
  std::size_t searched = 0;
  Deflater deflater;
  for (const int count : {1, 2000, 0, 500}) {
    const RowBlock block = sheet_rows(rows, count, random);
    blocks += block.compressed;
    text += block.bytes;
    searched += deflater.compress(block.bytes).size();
  }
  CHECK(unpacked(blocks, text) == text);
  CHECK(blocks.size() < searched);
}

TEST_CASE("places that say nothing true cost bytes, never a byte of the text") {
  std::mt19937 random(7);
  SheetDeflater deflater;
  for (unsigned round = 0; round < 200; ++round) {
    std::string text;
    while (text.size() < 300 + random() % 100'000) text += "abcdefgh"[random() % (1 + round % 8)];
    std::vector<CellPlace> places;
    for (auto at = static_cast<std::uint32_t>(random() % 50); at + 100 < text.size();) {
      const auto length = static_cast<std::uint32_t>(random() % 40);
      places.push_back({at, at + length, static_cast<std::uint32_t>(random() % 5)});
      at += length + 2 + static_cast<std::uint32_t>(random() % 30);
    }
    REQUIRE(unpacked(deflater.compress(text, places), text) == text);
  }
}

}  // namespace
}  // namespace audience
