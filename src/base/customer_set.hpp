// A dense set of customers: one bit for each permanent customer number.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

using CustomerNumber = std::uint32_t;

/// Numbers 0..capacity()-1. Sets that meet in an operation must have the same capacity (the caller's duty,
/// asserted).
class CustomerSet {
 public:
  CustomerSet() = default;
  explicit CustomerSet(std::size_t capacity) : capacity_(capacity), words_((capacity + 63) / 64) {}

  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] std::size_t count() const noexcept;  ///< one pass over the words
  [[nodiscard]] bool contains(CustomerNumber number) const noexcept {
    return number < capacity_ && ((words_[number / 64] >> (number % 64)) & 1U) != 0;
  }
  /// `number` must be below the capacity (asserted).
  void insert(CustomerNumber number) noexcept {
    assert(number < capacity_);
    words_[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  /// Nothing where it is no member.
  void erase(CustomerNumber number) noexcept {
    if (number < capacity_) words_[number / 64] &= ~(std::uint64_t{1} << (number % 64));
  }

  /// Room for numbers up to capacity-1, if there is less; the members stay.
  void widen(std::size_t capacity) {
    if (capacity <= capacity_) return;
    capacity_ = capacity;
    words_.resize((capacity + 63) / 64);
  }

  CustomerSet& operator&=(const CustomerSet& other) noexcept;
  CustomerSet& operator|=(const CustomerSet& other) noexcept;
  CustomerSet& operator-=(const CustomerSet& other) noexcept;  ///< takes the other's members out

  /// Calls `visit(number)` for every member in rising order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t bits = words_[word]; bits != 0; bits &= bits - 1) {
        visit(static_cast<CustomerNumber>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))));
      }
    }
  }

  /// The set as bytes for a file: `format` 1 (gaps between members as varints) or 2 (the words), whichever is
  /// shorter, with the count and a checksum. Little endian. Page: src/README.md.
  [[nodiscard]] std::string serialize() const;
  /// Reads `serialize`'s bytes into a set of at least `capacity`. Throws Error(database_unusable) if they are
  /// damaged.
  static CustomerSet deserialize(std::string_view bytes, std::size_t capacity);

  /// Bit i of word w is number 64 w + i. Bits from the capacity on must stay 0.
  [[nodiscard]] std::span<const std::uint64_t> words() const noexcept { return words_; }
  [[nodiscard]] std::span<std::uint64_t> words() noexcept { return words_; }

  friend bool operator==(const CustomerSet&, const CustomerSet&) = default;

 private:
  std::size_t capacity_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace audience
