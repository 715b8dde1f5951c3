// A comparison for each range where they are few, else a table; 32 codes at a time where the processor can.
#include "query/columns/code_ranges.hpp"

#include <algorithm>
#include <cassert>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace audience {
namespace {

constexpr std::size_t bits = 64;

template <typename Code>
bool lies_in(Code code, Code first, Code width) {
  return static_cast<Code>(code - first) <= width;
}

/// Positions from `at` on, whose bits are those of `words` from `at / 64` on.
template <typename Code>
void select_plainly(std::span<const Code> codes, std::size_t at, CodeRange range,
                    std::span<std::uint64_t> words) {
  const auto first = static_cast<Code>(range.first);
  const auto width = static_cast<Code>(range.last - range.first);
  while (at < codes.size()) {
    const std::size_t end = std::min(codes.size(), at + bits);
    std::uint64_t word = 0;
    for (std::size_t i = at; i < end; ++i) word |= std::uint64_t{lies_in(codes[i], first, width)} << (i - at);
    words[at / bits] |= word;
    at = end;
  }
}

#ifdef __x86_64__

/// 32 bits, one for each code.
__attribute__((target("avx2"))) std::uint32_t select_32(const std::uint8_t* codes, CodeRange range) {
  const __m256i first = _mm256_set1_epi8(static_cast<char>(range.first));
  const __m256i width = _mm256_set1_epi8(static_cast<char>(range.last - range.first));
  const __m256i off = _mm256_sub_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes)), first);
  return static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(off, width), off)));
}

__attribute__((target("avx2"))) std::uint32_t select_32(const std::uint16_t* codes, CodeRange range) {
  const __m256i first = _mm256_set1_epi16(static_cast<short>(range.first));
  const __m256i width = _mm256_set1_epi16(static_cast<short>(range.last - range.first));
  const auto* const at = reinterpret_cast<const __m256i*>(codes);
  const __m256i low = _mm256_sub_epi16(_mm256_loadu_si256(at), first);
  const __m256i high = _mm256_sub_epi16(_mm256_loadu_si256(at + 1), first);
  const __m256i both = _mm256_packs_epi16(_mm256_cmpeq_epi16(_mm256_min_epu16(low, width), low),
                                          _mm256_cmpeq_epi16(_mm256_min_epu16(high, width), high));
  // Packing works within each half of 128 bits.
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_permute4x64_epi64(both, 0xD8)));
}

__attribute__((target("avx2"))) std::uint32_t select_32(const std::uint32_t* codes, CodeRange range) {
  const __m256i first = _mm256_set1_epi32(static_cast<int>(range.first));
  const __m256i width = _mm256_set1_epi32(static_cast<int>(range.last - range.first));
  std::uint32_t selected = 0;
  for (unsigned part = 0; part < 4; ++part) {
    const __m256i off =
        _mm256_sub_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes) + part), first);
    const __m256i fits = _mm256_cmpeq_epi32(_mm256_min_epu32(off, width), off);
    selected |= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(fits))) << (8 * part);
  }
  return selected;
}

/// Whole words; where the rest begins.
template <typename Code>
__attribute__((target("avx2"))) std::size_t select_quickly(std::span<const Code> codes, CodeRange range,
                                                           std::span<std::uint64_t> words) {
  const std::size_t whole = codes.size() / bits;
  for (std::size_t word = 0; word < whole; ++word) {
    const Code* const at = codes.data() + word * bits;
    words[word] |= std::uint64_t{select_32(at, range)} | std::uint64_t{select_32(at + 32, range)} << 32U;
  }
  return whole * bits;
}

bool is_quick() {
  static const bool can = __builtin_cpu_supports("avx2") != 0;
  return can;
}

#else

template <typename Code>
std::size_t select_quickly(std::span<const Code>, CodeRange, std::span<std::uint64_t>) {
  return 0;
}

bool is_quick() { return false; }

#endif

template <typename Code>
void select_by_table(std::span<const Code> codes, const CodeRanges& meant, std::span<std::uint64_t> words) {
  const auto table = meant.table(std::size_t{meant.ranges().back().last} + 1);
  for (std::size_t at = 0; at < codes.size(); at += bits) {
    const std::size_t end = std::min(codes.size(), at + bits);
    std::uint64_t word = 0;
    for (std::size_t i = at; i < end; ++i) {
      const bool is_meant = codes[i] < table.size() && table[codes[i]] != 0;
      word |= std::uint64_t{is_meant} << (i - at);
    }
    words[at / bits] |= word;
  }
}

template <typename Code>
void select(std::span<const Code> codes, const CodeRanges& meant, std::span<std::uint64_t> words) {
  assert(words.size() * bits >= codes.size());
  constexpr std::size_t few = 8;
  if (meant.ranges().size() > few) {
    select_by_table(codes, meant, words);
    return;
  }
  for (const CodeRange& range : meant.ranges()) {
    const std::size_t rest = is_quick() ? select_quickly(codes, range, words) : 0;
    select_plainly(codes, rest, range, words);
  }
}

}  // namespace

void CodeRanges::add(std::uint32_t first, std::uint32_t last) {
  if (!ranges_.empty() && first <= ranges_.back().last + 1) {
    ranges_.back().last = std::max(ranges_.back().last, last);
  } else {
    ranges_.push_back({first, last});
  }
}

CodeRanges CodeRanges::of(std::vector<CodeRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const CodeRange& a, const CodeRange& b) { return a.first < b.first; });
  CodeRanges made;
  for (const CodeRange& range : ranges) made.add(range.first, range.last);
  return made;
}

bool CodeRanges::contains(std::uint32_t code) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [code](const CodeRange& range) { return code >= range.first && code <= range.last; });
}

std::vector<std::uint8_t> CodeRanges::table(std::size_t size) const {
  std::vector<std::uint8_t> meant(size);
  for (const CodeRange& range : ranges_) {
    for (std::size_t code = range.first; code <= range.last && code < size; ++code) meant[code] = 1;
  }
  return meant;
}

void select_codes(std::span<const std::uint8_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words) {
  select(codes, meant, words);
}
void select_codes(std::span<const std::uint16_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words) {
  select(codes, meant, words);
}
void select_codes(std::span<const std::uint32_t> codes, const CodeRanges& meant,
                  std::span<std::uint64_t> words) {
  select(codes, meant, words);
}

}  // namespace audience
