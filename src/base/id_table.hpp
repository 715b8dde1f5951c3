// From ids to numbers: a hash table with open addressing for millions of short texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/checksum.hpp"
#include "base/kept_texts.hpp"

namespace audience {

/// Numbers must not be 0. `keep` copies an id whose text does not outlive the table.
class IdTable {
 public:
  IdTable() : slots_(1024) {}

  [[nodiscard]] std::uint32_t find(std::string_view id) const {  ///< 0: not there
    const std::uint64_t hash = checksum(id);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.number == 0) return 0;
      if (slot.tag == static_cast<std::uint32_t>(hash >> 32U) && slot.id == id) return slot.number;
    }
  }

  void insert(std::string_view id, std::uint32_t number) {  ///< the id must not be there yet
    if (++count_ * 2 > slots_.size()) grow();
    place({id, static_cast<std::uint32_t>(checksum(id) >> 32U), number}, checksum(id));
  }

  std::string_view keep(std::string_view id) { return kept_.keep(id); }

 private:
  struct Slot {
    std::string_view id;
    std::uint32_t tag = 0;
    std::uint32_t number = 0;
  };

  void place(const Slot& slot, std::uint64_t hash) {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != 0) place(slot, checksum(slot.id));
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
  KeptTexts kept_;
};

}  // namespace audience
