// Keys one after another, and a table of places by their checksums.
#include "storage/columns/kept_keys.hpp"

#include <array>
#include <vector>

#include "base/checksum.hpp"

namespace audience {
namespace {

enum Section : std::size_t {
  shape_section,  // rows, how keys are written, how rows are numbered, how many are nobody's
  ends_section,   // where the key of each row ends
  keys_section,
  slots_section,    // one more than a row; 0: none
  row_ids_section,  // only of listed ones
  numbers_section,
};
constexpr std::size_t shape_numbers = 4;

enum RowIds : std::uint64_t { no_row_ids, counted_row_ids /* from 1 on, by row */, listed_row_ids };

/// By bit.
constexpr std::array<bool KeyForms::*, 4> form_bits{&KeyForms::integers, &KeyForms::reals,
                                                    &KeyForms::plain_numbers, &KeyForms::other_numbers};

std::uint64_t bits_of(const KeyForms& forms) {
  std::uint64_t bits = 0;
  for (std::size_t bit = 0; bit < form_bits.size(); ++bit) {
    if (forms.*form_bits[bit]) bits |= std::uint64_t{1} << bit;
  }
  return bits;
}

KeyForms forms_of(std::uint64_t bits) {
  KeyForms forms;
  for (std::size_t bit = 0; bit < form_bits.size(); ++bit) forms.*form_bits[bit] = ((bits >> bit) & 1U) != 0;
  return forms;
}

/// Where the search for a key begins.
std::size_t first_slot(std::string_view key, std::size_t slots) {
  return static_cast<std::size_t>(((checksum(key) >> 32U) * slots) >> 32U);
}

std::size_t next_slot(std::size_t slot, std::size_t slots) { return slot + 1 == slots ? 0 : slot + 1; }

RowIds kind_of(std::span<const std::int64_t> row_ids) {
  if (row_ids.empty()) return no_row_ids;
  for (std::size_t row = 0; row < row_ids.size(); ++row) {
    if (row_ids[row] != static_cast<std::int64_t>(row) + 1) return listed_row_ids;
  }
  return counted_row_ids;
}

std::uint64_t shape_of(const ColumnFile& file, std::size_t index) {
  return file.values<std::uint64_t>(shape_section, index, 1).front();
}

}  // namespace

KeptKeys::KeptKeys(const std::filesystem::path& file, ColumnFileId id) : file_(file, id) {
  if (file_.size<std::uint64_t>(shape_section) != shape_numbers) throw ColumnsUnusable();
  rows_ = static_cast<std::size_t>(shape_of(file_, 0));
  forms_ = forms_of(shape_of(file_, 1));
  if (file_.size<std::uint64_t>(ends_section) != rows_) throw ColumnsUnusable();
}

bool KeptKeys::has_nobody() const { return shape_of(file_, 3) > 0; }

std::string_view KeptKeys::key_at(std::size_t row) const {
  const auto ends = file_.values<std::uint64_t>(ends_section, row == 0 ? 0 : row - 1, row == 0 ? 1 : 2);
  const std::uint64_t begin = row == 0 ? 0 : ends.front();
  if (begin > ends.back()) throw ColumnsUnusable();
  const auto bytes = file_.values<char>(keys_section, begin, ends.back() - begin);
  return {bytes.data(), bytes.size()};
}

std::optional<std::size_t> KeptKeys::row_of(std::string_view key) const {
  const std::size_t slots = file_.size<std::uint32_t>(slots_section);
  if (key.empty() || slots == 0) return std::nullopt;
  std::size_t slot = first_slot(key, slots);
  for (std::size_t tried = 0; tried < slots; ++tried, slot = next_slot(slot, slots)) {
    const std::uint32_t place = file_.values<std::uint32_t>(slots_section, slot, 1).front();
    if (place == 0) return std::nullopt;
    if (key_at(place - 1) == key) return place - 1;
  }
  throw ColumnsUnusable();
}

bool KeptKeys::has_row_ids() const { return shape_of(file_, 2) != no_row_ids; }

std::int64_t KeptKeys::row_id_at(std::size_t row) const {
  if (shape_of(file_, 2) == counted_row_ids) return static_cast<std::int64_t>(row) + 1;
  return file_.values<std::int64_t>(row_ids_section, row, 1).front();
}

std::span<const std::uint32_t> KeptKeys::places_by_number() const {
  return file_.values<std::uint32_t>(numbers_section);
}

void write_keys(ColumnFileWriter& file, const RowsToKeep& kept) {
  // A third of them stays free: a search ends soon.
  std::vector<std::uint32_t> slots(kept.rows + kept.rows / 2 + 1);
  std::vector<std::uint64_t> ends;
  ends.reserve(kept.rows);
  std::uint64_t end = 0, nobody = 0;
  for (std::size_t row = 0; row < kept.rows; ++row) {
    const std::string key = kept.key_at(row);
    ends.push_back(end += key.size());
    if (key.empty()) {
      ++nobody;
      continue;
    }
    std::size_t slot = first_slot(key, slots.size());
    while (slots[slot] != 0) slot = next_slot(slot, slots.size());
    slots[slot] = static_cast<std::uint32_t>(row) + 1;
  }
  const RowIds kind = kind_of(kept.row_ids);
  file.add(std::array<std::uint64_t, shape_numbers>{kept.rows, bits_of(kept.forms), kind, nobody});
  file.add(ends);
  file.begin_section();
  for (std::size_t row = 0; row < kept.rows; ++row) file.append(kept.key_at(row));
  file.add(slots);
  file.begin_section();
  if (kind == listed_row_ids) file.append(kept.row_ids);
  file.begin_section();
  file.append(kept.places_by_number);
}

}  // namespace audience
