// Bits, the lowest first.
#include "storage/purchase_keys.hpp"

#include <algorithm>
#include <bit>

#include "storage/given_numbers.hpp"

namespace audience {
namespace {

constexpr unsigned product_bits = 32;
/// Of a time and half their range: some ten thousand years on either side of 1970.
constexpr unsigned time_bits = 40;
constexpr std::uint64_t first_time = std::uint64_t{1} << (time_bits - 1);
/// A quotient of so many stands for a difference that is written out.
constexpr unsigned longest_quotient = 24;

[[noreturn]] void refuse() { throw damaged("what is kept of an import is damaged"); }

class BitWriter {
 public:
  void write(std::uint64_t value, unsigned bits) {
    for (; bits > 32; bits -= 32, value >>= 32U) write(value & 0xFFFFFFFFU, 32);
    held_ |= (bits == 0 ? 0 : value & (~std::uint64_t{0} >> (64 - bits))) << count_;
    for (count_ += bits; count_ >= 8; count_ -= 8, held_ >>= 8U) bytes_ += static_cast<char>(held_);
  }
  void write_rice(std::uint64_t value, unsigned bits) {
    const std::uint64_t quotient = value >> bits;
    if (quotient >= longest_quotient) {
      write(~std::uint64_t{0}, longest_quotient);
      write(value, 64);
      return;
    }
    write((std::uint64_t{1} << quotient) - 1, static_cast<unsigned>(quotient) + 1);
    write(value, bits);
  }
  std::string finish() {
    write(0, 7);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;  ///< bits held, fewer than 8
};

class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t read(unsigned bits) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < bits; shift += 32) {
      const unsigned part = std::min(bits - shift, 32U);
      while (count_ < part) {
        if (at_ == bytes_.size()) refuse();
        held_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_++])) << count_;
        count_ += 8;
      }
      value |= (held_ & ((std::uint64_t{1} << part) - 1)) << shift;
      held_ >>= part;
      count_ -= part;
    }
    return value;
  }
  std::uint64_t read_rice(unsigned bits) {
    std::uint64_t quotient = 0;
    while (quotient < longest_quotient && read(1) != 0) ++quotient;
    if (quotient == longest_quotient) return read(64);
    return quotient << bits | read(bits);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;
};

/// How the numbers of a block are written.
struct Widths {
  unsigned difference = 0;  ///< low bits of a Rice code
  unsigned customer = 0;
};

/// Rows of one product in order of time, with one `n`.
bool goes_on(const PurchaseKey& before, const PurchaseKey& key) {
  return key.product == before.product && key.n == before.n && key.time >= before.time;
}

std::uint64_t difference(std::int64_t from, std::int64_t to) {
  return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

Widths widths_of(const std::vector<PurchaseKey>& keys) {
  std::uint64_t customers = 0, sum = 0, count = 1;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    customers |= static_cast<std::uint64_t>(keys[i].customer);
    if (i == 0 || !goes_on(keys[i - 1], keys[i])) continue;
    sum += difference(keys[i - 1].time, keys[i].time);
    ++count;
  }
  const std::uint64_t mean = sum / count;
  return {mean == 0 ? 0U : static_cast<unsigned>(std::bit_width(mean)) - 1,
          static_cast<unsigned>(std::bit_width(customers))};
}

}  // namespace

std::string pack_keys(const std::vector<PurchaseKey>& keys) {
  const Widths widths = widths_of(keys);
  BitWriter bits;
  bits.write(widths.difference, 8);
  bits.write(widths.customer, 8);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const PurchaseKey& key = keys[i];
    const bool begins = i == 0 || !goes_on(keys[i - 1], key);
    bits.write(begins ? 1 : 0, 1);
    if (begins) {
      bits.write_rice(static_cast<std::uint64_t>(key.n), 0);
      bits.write(static_cast<std::uint64_t>(key.product), product_bits);
      bits.write(static_cast<std::uint64_t>(key.time) + first_time, time_bits);
    } else {
      bits.write_rice(difference(keys[i - 1].time, key.time), widths.difference);
    }
    bits.write(static_cast<std::uint64_t>(key.customer), widths.customer);
  }
  return bits.finish();
}

std::vector<PurchaseKey> unpack_keys(std::string_view bytes, std::size_t count) {
  BitReader bits(bytes);
  const Widths widths{static_cast<unsigned>(bits.read(8)), static_cast<unsigned>(bits.read(8))};
  if (widths.difference > 63 || widths.customer > 64 || count > bytes.size() * 8) refuse();
  std::vector<PurchaseKey> keys;
  keys.reserve(count);
  PurchaseKey key;
  for (std::size_t i = 0; i < count; ++i) {
    if (bits.read(1) != 0) {
      key.n = static_cast<std::int64_t>(bits.read_rice(0));
      key.product = static_cast<std::int64_t>(bits.read(product_bits));
      key.time = static_cast<std::int64_t>(bits.read(time_bits) - first_time);
    } else {
      key.time =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(key.time) + bits.read_rice(widths.difference));
    }
    key.customer = static_cast<std::int64_t>(bits.read(widths.customer));
    keys.push_back(key);
  }
  return keys;
}

}  // namespace audience
