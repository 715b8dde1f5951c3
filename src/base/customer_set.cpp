// Set algebra over words, and the bytes a set is kept as.
#include "base/customer_set.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include "audience/error.hpp"
#include "base/checksum.hpp"

namespace audience {
namespace {

__attribute__((always_inline)) inline std::size_t count_bits(std::span<const std::uint64_t> words) {
  std::size_t total = 0;
  for (const std::uint64_t word : words) total += static_cast<std::size_t>(std::popcount(word));
  return total;
}

// Every processor of this century's second decade counts bits, but the compiler may not expect it.
#ifdef __x86_64__
__attribute__((target("popcnt"))) std::size_t count_by_instruction(std::span<const std::uint64_t> words) {
  return count_bits(words);
}
bool can_count_bits() {
  static const bool can = __builtin_cpu_supports("popcnt") != 0;
  return can;
}
#else
std::size_t count_by_instruction(std::span<const std::uint64_t> words) { return count_bits(words); }
bool can_count_bits() { return false; }
#endif

constexpr char gaps_format = 1;
constexpr char words_format = 2;

void append_u64(std::string& out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

std::uint64_t read_u64(std::string_view bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i)
    value = (value << 8U) | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

void read_words(std::string_view bytes, std::vector<std::uint64_t>& words) {
  if constexpr (std::endian::native == std::endian::little) {
    if (!bytes.empty()) std::memcpy(words.data(), bytes.data(), bytes.size());
  } else {
    for (std::size_t i = 0; i < bytes.size(); i += 8) words[i / 8] = read_u64(bytes.substr(i, 8));
  }
}

/// One more than the highest bit; 0 where there is none.
std::size_t end_of_bits(std::span<const std::uint64_t> words) {
  for (std::size_t word = words.size(); word > 0; --word) {
    if (words[word - 1] != 0) return word * 64 - static_cast<std::size_t>(std::countl_zero(words[word - 1]));
  }
  return 0;
}

void append_varint(std::string& out, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>((value & 0x7FU) | 0x80U);
  out += static_cast<char>(value);
}

[[noreturn]] void damaged() {
  throw Error(ErrorKind::database_unusable, "a stored set of members is damaged", Remedy::restore_backup);
}

}  // namespace

std::size_t CustomerSet::count() const noexcept {
  return can_count_bits() ? count_by_instruction(words_) : count_bits(words_);
}

CustomerSet& CustomerSet::operator&=(const CustomerSet& other) noexcept {
  assert(capacity_ == other.capacity_);
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

CustomerSet& CustomerSet::operator|=(const CustomerSet& other) noexcept {
  assert(capacity_ == other.capacity_);
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

CustomerSet& CustomerSet::operator-=(const CustomerSet& other) noexcept {
  assert(capacity_ == other.capacity_);
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::string CustomerSet::serialize() const {
  std::string gaps;
  CustomerNumber next = 0;
  for_each([&](CustomerNumber number) {
    append_varint(gaps, number - next);
    next = number + 1;
  });
  std::string bytes;
  if (gaps.size() <= words_.size() * 8) {
    bytes += gaps_format;
    append_u64(bytes, count());
    bytes += gaps;
  } else {
    bytes += words_format;
    append_u64(bytes, count());
    for (const std::uint64_t word : words_) append_u64(bytes, word);
  }
  append_u64(bytes, checksum(bytes));
  return bytes;
}

CustomerSet CustomerSet::deserialize(std::string_view bytes, std::size_t capacity) {
  constexpr std::size_t head = 9;
  constexpr std::size_t tail = 8;
  if (bytes.size() < head + tail) damaged();
  const std::string_view body = bytes.substr(0, bytes.size() - tail);
  if (checksum(body) != read_u64(bytes.substr(body.size()))) damaged();
  const char format = body[0];
  const std::uint64_t members_told = read_u64(body.substr(1));
  const std::string_view payload = body.substr(head);
  if (format == words_format) {
    if (payload.size() % 8 != 0) damaged();
    CustomerSet set(std::max(capacity, payload.size() * 8));
    read_words(payload, set.words_);
    if (set.count() != members_told) damaged();
    // The words end on a multiple of 64: the capacity follows the caller and the members, not that rounding.
    const std::size_t needed = std::max(capacity, end_of_bits(set.words_));
    set.capacity_ = needed;
    set.words_.resize((needed + 63) / 64);
    return set;
  }
  if (format != gaps_format) damaged();
  std::vector<CustomerNumber> members;
  std::uint64_t next = 0;
  for (std::size_t at = 0; at < payload.size();) {
    std::uint64_t gap = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at == payload.size() || shift > 28) damaged();
      const auto byte = static_cast<unsigned char>(payload[at++]);
      gap |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) break;
    }
    next += gap;
    if (next > std::numeric_limits<CustomerNumber>::max()) damaged();
    members.push_back(static_cast<CustomerNumber>(next++));
  }
  if (members.size() != members_told) damaged();
  CustomerSet set(std::max(capacity, static_cast<std::size_t>(next)));
  for (const CustomerNumber member : members) set.insert(member);
  return set;
}

}  // namespace audience
