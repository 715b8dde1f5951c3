// Codes by Huffman's algorithm, flattened where they would grow beyond what the format holds.
#include "output/deflate_block.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <queue>
#include <span>

namespace audience {
namespace {

constexpr std::uint32_t is_copy = 1U << 31U;
constexpr unsigned length_shift = 15, distance_mask = (1U << length_shift) - 1;
constexpr std::size_t shortest_copy = 3, longest_copy = 258;
constexpr std::size_t end_of_block = 256, first_length = 257;
constexpr std::size_t literal_symbols = 286, distance_symbols = 30, length_symbols = 19;

/// A symbol that stands for some values: those of one have the same bits, but for the last `extra`.
struct Symbol {
  std::uint16_t base = 0;
  std::uint8_t extra = 0;
};

/// As the format has them: `group` symbols with each number of extra bits, twice as many with none.
template <std::size_t Count>
constexpr std::array<Symbol, Count> symbols_of(unsigned group, unsigned base) {
  std::array<Symbol, Count> symbols{};
  for (unsigned i = 0; i < Count; ++i) {
    const unsigned extra = i < 2 * group ? 0 : i / group - 1;
    symbols[i] = {static_cast<std::uint16_t>(base), static_cast<std::uint8_t>(extra)};
    base += 1U << extra;
  }
  return symbols;
}

constexpr std::array<Symbol, 29> lengths = [] {
  auto symbols = symbols_of<29>(4, shortest_copy);
  symbols[28] = {longest_copy, 0};  // has a symbol to itself
  return symbols;
}();
constexpr std::array<Symbol, distance_symbols> distances = symbols_of<distance_symbols>(2, 1);

/// Of each length - 3.
constexpr std::array<std::uint8_t, 256> length_symbol = [] {
  std::array<std::uint8_t, 256> found{};
  for (std::size_t symbol = 0, value = 0; value < found.size(); ++value) {
    while (symbol + 1 < lengths.size() && value + shortest_copy >= lengths[symbol + 1].base) ++symbol;
    found[value] = static_cast<std::uint8_t>(symbol);
  }
  return found;
}();

std::size_t distance_symbol(std::uint32_t distance_less_one) {
  if (distance_less_one < 2) return distance_less_one;
  const auto bits = static_cast<unsigned>(std::bit_width(distance_less_one));
  return 2 * (bits - 1) + (distance_less_one >> (bits - 2) & 1U);
}

/// What is written for a symbol: the low `bits` of `code`, from its lowest on.
struct Code {
  std::uint32_t code = 0;
  std::uint32_t bits = 0;
};

/// How long Huffman's codes are; 0 for symbols that do not occur.
std::vector<std::uint8_t> huffman_depths(std::span<const std::uint32_t> counts) {
  struct Node {
    std::uint64_t count;
    std::size_t index;
    bool operator>(const Node& other) const {
      return count != other.count ? count > other.count : index > other.index;
    }
  };
  std::priority_queue<Node, std::vector<Node>, std::greater<>> open;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) open.push({counts[i], i});
  }
  // Nodes that join two others follow the symbols, each after its children.
  std::vector<std::size_t> parents(counts.size());
  if (open.size() == 1) open.push({1, open.top().index == 0 ? std::size_t{1} : 0});
  while (open.size() > 1) {
    const Node left = open.top();
    open.pop();
    const Node right = open.top();
    open.pop();
    parents[left.index] = parents[right.index] = parents.size();
    open.push({left.count + right.count, parents.size()});
    parents.push_back(0);
  }
  std::vector<std::uint8_t> depths(parents.size());
  if (open.empty()) return depths;
  for (std::size_t i = parents.size() - 1; i-- > 0;) {
    if (parents[i] != 0) depths[i] = static_cast<std::uint8_t>(depths[parents[i]] + 1);
  }
  depths.resize(counts.size());
  return depths;
}

std::vector<std::uint8_t> code_lengths(std::span<const std::uint32_t> counts, unsigned longest) {
  std::vector<std::uint32_t> flatter(counts.begin(), counts.end());
  for (;;) {
    std::vector<std::uint8_t> depths = huffman_depths(flatter);
    if (std::ranges::max(depths) <= longest) return depths;
    for (std::uint32_t& count : flatter) count = count / 2 + (count & 1U);
  }
}

/// The codes that these lengths mean (3.2.2).
std::vector<Code> codes_of(std::span<const std::uint8_t> code_lengths) {
  std::array<std::uint32_t, 16> count{}, next{};
  for (const std::uint8_t bits : code_lengths) ++count[bits];
  count[0] = 0;
  for (std::size_t bits = 1; bits < next.size(); ++bits)
    next[bits] = (next[bits - 1] + count[bits - 1]) << 1U;
  std::vector<Code> codes;
  for (const std::uint8_t bits : code_lengths) {
    std::uint32_t reversed = 0;
    std::uint32_t code = bits == 0 ? 0 : next[bits]++;
    for (unsigned i = 0; i < bits; ++i, code >>= 1U) reversed = reversed << 1U | (code & 1U);
    codes.push_back({reversed, bits});
  }
  return codes;
}

/// Bits from the lowest on into bytes that have room for them.
class BitWriter {
 public:
  explicit BitWriter(char* to) : to_(to) {}
  /// At most 56 between two calls of `flush`.
  void put(std::uint64_t value, unsigned bits) {
    waiting_ |= value << count_;
    count_ += bits;
  }
  void put(const Code& code) { put(code.code, code.bits); }
  /// Writes eight bytes, of which the whole ones count.
  void flush() {
    std::memcpy(to_, &waiting_, sizeof waiting_);
    to_ += count_ / 8;
    waiting_ >>= count_ / 8 * 8;
    count_ %= 8;
  }
  /// The rest of a byte is zero.
  char* end_of_byte() {
    flush();
    if (count_ > 0) ++to_;
    count_ = 0;
    waiting_ = 0;
    return to_;
  }

 private:
  char* to_;
  std::uint64_t waiting_ = 0;
  unsigned count_ = 0;
};

/// Lengths of codes as 3.2.7 shortens them: each a symbol, and how often it is meant more than it says.
struct RunOfLengths {
  std::uint8_t symbol, repeated, extra;
};

std::vector<RunOfLengths> runs_of(std::span<const std::uint8_t> code_lengths) {
  constexpr std::uint8_t same = 16, zeros = 17, many_zeros = 18;
  std::vector<RunOfLengths> runs;
  for (std::size_t at = 0; at < code_lengths.size();) {
    const std::uint8_t bits = code_lengths[at];
    const auto rest = code_lengths.subspan(at);
    const auto other = std::ranges::find_if(rest, [&](std::uint8_t next) { return next != bits; });
    auto run = static_cast<std::size_t>(other - rest.begin());
    if (bits == 0 && run >= 3) {
      run = std::min<std::size_t>(run, 138);
      const std::size_t least = run > 10 ? 11 : 3;
      runs.push_back({run > 10 ? many_zeros : zeros, static_cast<std::uint8_t>(run - least),
                      static_cast<std::uint8_t>(run > 10 ? 7 : 3)});
    } else if (bits != 0 && run >= 4) {
      run = std::min<std::size_t>(run, 7);
      runs.push_back({bits, 0, 0});
      runs.push_back({same, static_cast<std::uint8_t>(run - 4), 2});
    } else {
      run = 1;
      runs.push_back({bits, 0, 0});
    }
    at += run;
  }
  return runs;
}

void write_lengths(BitWriter& bits, std::span<const std::uint8_t> literals,
                   std::span<const std::uint8_t> distances_) {
  constexpr std::array<std::uint8_t, length_symbols> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                              11, 4,  12, 3, 13, 2, 14, 1, 15};
  std::vector<std::uint8_t> all(literals.begin(), literals.end());
  all.insert(all.end(), distances_.begin(), distances_.end());
  const std::vector<RunOfLengths> runs = runs_of(all);
  std::array<std::uint32_t, length_symbols> counts{};
  for (const RunOfLengths& run : runs) ++counts[run.symbol];
  const std::vector<std::uint8_t> lengths_of_lengths = code_lengths(counts, 7);
  const std::vector<Code> codes = codes_of(lengths_of_lengths);
  bits.put(literals.size() - first_length, 5);
  bits.put(distances_.size() - 1, 5);
  bits.put(length_symbols - 4, 4);
  for (const std::uint8_t symbol : order) {
    bits.put(lengths_of_lengths[symbol], 3);
    bits.flush();
  }
  for (const RunOfLengths& run : runs) {
    bits.put(codes[run.symbol]);
    bits.put(run.repeated, run.extra);
    bits.flush();
  }
}

std::size_t length_of(std::uint32_t copy) { return (copy & ~is_copy) >> length_shift; }

}  // namespace

void DeflateBlock::copy(std::size_t length, std::size_t distance) {
  while (length > 0) {
    // What is left must be a copy too.
    const std::size_t part = length <= longest_copy                  ? length
                             : length < longest_copy + shortest_copy ? length - shortest_copy
                                                                     : longest_copy;
    tokens_.push_back(is_copy | static_cast<std::uint32_t>(part - shortest_copy) << length_shift |
                      static_cast<std::uint32_t>(distance - 1));
    length -= part;
  }
}

std::string DeflateBlock::take() {
  std::array<std::uint32_t, literal_symbols> literal_counts{};
  std::array<std::uint32_t, distance_symbols> distance_counts{};
  literal_counts[end_of_block] = 1;
  distance_counts[0] = 1;  // some readers want one
  for (const std::uint32_t token : tokens_) {
    if ((token & is_copy) == 0) {
      ++literal_counts[token];
    } else {
      ++literal_counts[first_length + length_symbol[length_of(token)]];
      ++distance_counts[distance_symbol(token & distance_mask)];
    }
  }
  const std::vector<std::uint8_t> literal_lengths = code_lengths(literal_counts, 15);
  const std::vector<std::uint8_t> distance_lengths = code_lengths(distance_counts, 15);
  const std::vector<Code> literal_codes = codes_of(literal_lengths);
  const std::vector<Code> distance_codes = codes_of(distance_lengths);
  std::array<Code, 256> length_codes;  // with their extra bits
  for (std::size_t i = 0; i < length_codes.size(); ++i) {
    const Symbol& symbol = lengths[length_symbol[i]];
    const Code& code = literal_codes[first_length + length_symbol[i]];
    const auto more = static_cast<std::uint32_t>(i + shortest_copy - symbol.base);
    length_codes[i] = {code.code | more << code.bits, code.bits + symbol.extra};
  }

  // A copy takes 15 + 5 + 15 + 13 bits at most, the lengths of codes less than 700 bytes.
  constexpr std::size_t most_of_token = 6, most_around = 1024;
  if (out_.size() < tokens_.size() * most_of_token + most_around)
    out_.resize(tokens_.size() * most_of_token + most_around);
  BitWriter bits(out_.data());
  constexpr unsigned codes_of_its_own = 2, stored = 0;
  bits.put(codes_of_its_own << 1U, 3);
  write_lengths(bits, literal_lengths, distance_lengths);
  for (const std::uint32_t token : tokens_) {
    if ((token & is_copy) == 0) {
      bits.put(literal_codes[token]);
    } else {
      bits.put(length_codes[length_of(token)]);
      const std::uint32_t distance = token & distance_mask;
      const std::size_t symbol = distance_symbol(distance);
      bits.put(distance_codes[symbol]);
      bits.put(distance + 1 - distances[symbol].base, distances[symbol].extra);
    }
    bits.flush();
  }
  bits.put(literal_codes[end_of_block]);
  bits.put(stored << 1U, 3);
  char* end = bits.end_of_byte();
  constexpr std::array<char, 4> no_bytes = {'\0', '\0', '\xFF', '\xFF'};
  end = std::copy(no_bytes.begin(), no_bytes.end(), end);
  tokens_.clear();
  return {out_.data(), end};
}

}  // namespace audience
