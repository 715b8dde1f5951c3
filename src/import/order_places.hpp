// Where each order stands in its file, found by its id: 11 bytes for an order, whatever else it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace audience {

/// Holds offsets, no ids: whether an order found has the very id is asked of the file.
class OrderPlaces {
 public:
  /// `most`: orders that can come.
  explicit OrderPlaces(std::size_t most) : most_(most), slots_(most * 4 / 3 + 1) {}

  struct Slot {
    std::uint64_t place_and_tag = 0;

    [[nodiscard]] std::size_t offset() const { return (place_and_tag & place_mask) - 1; }
    [[nodiscard]] bool is_ambiguous() const { return (place_and_tag & ambiguous) != 0; }
    void mark_ambiguous() { place_and_tag |= ambiguous; }  ///< other orders have its id
    void mark_used() { place_and_tag |= used; }            ///< a line belongs to it
  };

  /// The order with that id, or null. `has_id(offset)`: whether the one there has it.
  template <typename HasId>
  Slot* find(std::uint64_t hash, const HasId& has_id) {
    Slot& slot = slot_of(hash, has_id);
    return slot.place_and_tag == 0 ? nullptr : &slot;
  }

  [[nodiscard]] bool has_room() const { return count_ < most_; }
  /// Of an id that is not there yet, where there is room.
  void add(std::uint64_t hash, std::size_t offset) {
    ++count_;
    slot_of(hash, [](std::size_t) { return false; }).place_and_tag = tag_of(hash) | (offset + 1);
  }

  [[nodiscard]] std::int64_t unused() const;

 private:
  static constexpr unsigned place_bits = 42;  ///< 4 TiB
  static constexpr std::uint64_t used = std::uint64_t{1} << 63U;
  static constexpr std::uint64_t ambiguous = std::uint64_t{1} << 62U;
  static constexpr std::uint64_t place_mask = (std::uint64_t{1} << place_bits) - 1;
  static constexpr std::uint64_t tag_mask = ~(used | ambiguous | place_mask);

  static std::uint64_t tag_of(std::uint64_t hash) { return hash & tag_mask; }

  /// The order's, or the empty one where it would be.
  template <typename HasId>
  Slot& slot_of(std::uint64_t hash, const HasId& has_id) {
    for (std::size_t at = hash % slots_.size();; at = at + 1 == slots_.size() ? 0 : at + 1) {
      Slot& slot = slots_[at];
      if (slot.place_and_tag == 0) return slot;
      if ((slot.place_and_tag & tag_mask) == tag_of(hash) && has_id(slot.offset())) return slot;
    }
  }

  std::size_t most_, count_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace audience
