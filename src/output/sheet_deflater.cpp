// A cell becomes two copies and what is new in its value: the number of its row out of a cell before, and the
// end of its value with the markup up to the next number out of the last row that ended so.
#include "output/sheet_deflater.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/byte_words.hpp"

namespace audience {
namespace {

constexpr std::size_t window = 32768, shortest_copy = 3, word_length = 4;
constexpr unsigned word_bits = 13, value_bits = 13, begin_bits = 10;
/// Of a value: tells what markup follows, and is met again soon.
constexpr std::size_t end_length = 2;

std::size_t hash_of(std::uint64_t word, unsigned bits) {
  return word * 0x9E37'79B9'7F4A'7C15U >> (64 - bits);
}

/// Of both ends of a text of a column: others may share it.
std::size_t hash_of(std::string_view text, std::uint32_t column) {
  std::uint64_t word = std::uint64_t{column} << 56U | text.size() << 48U;
  if (text.size() >= 8) {
    word ^= std::rotl(word_at<std::uint64_t>(text.data()), 23) ^
            word_at<std::uint64_t>(text.data() + text.size() - 8);
  } else if (text.size() >= 4) {
    word ^= word_at<std::uint32_t>(text.data()) ^
            std::uint64_t{word_at<std::uint32_t>(text.data() + text.size() - 4)} << 20U;
  } else {
    for (const char c : text) word ^= word << 8U ^ static_cast<unsigned char>(c);
  }
  return hash_of(word, value_bits);
}

}  // namespace

SheetDeflater::SheetDeflater()
    : words_(std::size_t{1} << word_bits),
      values_(std::size_t{1} << value_bits),
      begins_(std::size_t{1} << begin_bits) {}

std::string SheetDeflater::compress(std::string_view bytes, const std::vector<CellPlace>& places) {
  constexpr std::size_t most = std::size_t{1} << 30U;
  if (bytes.size() > most) return other_.compress(bytes);
  for (auto* seen : {&words_, &values_, &begins_}) std::ranges::fill(*seen, 0U);
  bytes_ = bytes;
  at_ = 0;
  row_ = places.empty() ? 0 : places.front().value;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const CellPlace& cell = places[i];
    const std::size_t next = i + 1 < places.size() ? places[i + 1].value : bytes.size();
    if (i == 0) {
      add_until(cell.value);
    } else if (places[i - 1].column >= cell.column) {
      const std::size_t row_before = std::exchange(row_, cell.value);
      add_markup(cell, row_before);
    } else {
      add_markup(cell, places[i - 1].value);
    }
    add_value(cell, next);
  }
  add_until(bytes.size());
  return block_.take();
}

/// How many bytes from `before` on are those from `at` on, up to `end`; 0 where that is no place for a copy.
std::size_t SheetDeflater::alike(std::size_t before, std::size_t at, std::size_t end) const {
  if (before >= at || at - before > window) return 0;
  const char* const from = bytes_.data() + before;
  const char* const to = bytes_.data() + at;
  const std::size_t most = end - at;
  std::size_t same = 0;
  for (; same + 8 <= most; same += 8) {
    const std::uint64_t differ = word_at<std::uint64_t>(from + same) ^ word_at<std::uint64_t>(to + same);
    if (differ != 0) return same + static_cast<std::size_t>(std::countr_zero(differ)) / 8;
  }
  while (same < most && from[same] == to[same]) ++same;
  return same;
}

void SheetDeflater::copy(std::size_t before, std::size_t length) {
  block_.copy(length, at_ - before);
  at_ += length;
}

/// Of bytes that nobody knows anything of: a copy if four of them were there lately, else the first.
void SheetDeflater::add_some(std::size_t end) {
  const auto place_of_word = [&](std::size_t at) -> std::uint32_t& {
    return words_[hash_of(word_at<std::uint32_t>(bytes_.data() + at), word_bits)];
  };
  if (at_ + word_length <= end) {
    const std::size_t before = std::exchange(place_of_word(at_), static_cast<std::uint32_t>(at_ + 1));
    const std::size_t length = before == 0 ? 0 : alike(before - 1, at_, end);
    if (length >= word_length) {
      std::size_t at = at_ + 1;
      copy(before - 1, length);
      for (; at < at_ && at + word_length <= end; ++at)
        place_of_word(at) = static_cast<std::uint32_t>(at + 1);
      return;
    }
  }
  block_.byte(bytes_[at_++]);
}

void SheetDeflater::add_until(std::size_t end) {
  while (at_ < end) add_some(end);
}

/// What stands before a value stands before others too: before the last of the row that begins the same, for
/// its begin is copied as well, else before the last at all.
void SheetDeflater::add_markup(const CellPlace& cell, std::size_t last) {
  std::uint32_t& begun = begins_[hash_of(word_at<std::uint16_t>(bytes_.data() + cell.value), begin_bits)];
  const std::size_t model = begun > row_ ? begun - 1 : last;
  begun = cell.value + 1;
  const std::size_t distance = cell.value - model;
  const auto alike_from = [&](std::size_t at) {
    return at < distance ? 0 : alike(at - distance, at, cell.value_end);
  };
  while (at_ < cell.value) {
    const std::size_t length = alike_from(at_);
    if (length >= shortest_copy) {
      copy(at_ - distance, length);
    } else if (alike_from(at_ + 1) >= shortest_copy) {
      block_.byte(bytes_[at_++]);  // the column's letter
    } else {
      add_some(cell.value);
    }
  }
}

void SheetDeflater::add_value(const CellPlace& cell, std::size_t next) {
  const std::string_view value = bytes_.substr(cell.value, cell.value_end - cell.value);
  /// Copies from there on, if `text`, the end of the value, was in the column before, and markup behind it.
  const auto try_end = [&](std::string_view text) {
    const std::size_t from = cell.value_end - text.size();
    const std::size_t before =
        std::exchange(values_[hash_of(text, cell.column)], static_cast<std::uint32_t>(from + 1));
    if (before == 0) return false;
    const std::size_t begun = at_ > from ? at_ - from : 0;
    const std::size_t length = alike(before - 1 + begun, from + begun, next);
    if (length < shortest_copy || from + begun + length <= cell.value_end) return false;
    add_until(from);
    copy(before - 1 + begun, length);
    return true;
  };
  if (try_end(value)) return;
  if (value.size() > end_length && try_end(value.substr(value.size() - end_length))) return;
  if (!value.empty()) try_end({});
}

}  // namespace audience
