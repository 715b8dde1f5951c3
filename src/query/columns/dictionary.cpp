// Values are told apart by their type and bits, so that every reading of a cell can be made of its code.
#include "query/columns/dictionary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <ranges>
#include <type_traits>

#include "query/value_matcher.hpp"

namespace audience {
namespace {

// Sections of a dictionary, from its first one on. Integers are told by how far they lie from the lowest, not
// at all where there is no gap; these, ends and counts in the least width that holds all.
enum Part : std::size_t { shape_part, integers_part, reals_part, text_ends_part, texts_part, counts_part };

/// What the sections hold.
enum Shape : std::size_t { integers_shape, lowest_shape, texts_shape, bytes_shape, shape_numbers };

/// Fewer values than this are tried one by one.
constexpr std::size_t few = 256;

template <typename Number>
std::vector<Number> values_of(const std::vector<std::pair<Number, std::uint32_t>>& values) {
  std::vector<Number> numbers;
  numbers.reserve(values.size());
  for (const auto& [number, code] : values) numbers.push_back(number);
  return numbers;
}

NumberTest from(const NumberRange& range) { return {{{range.low, std::nullopt, range.low_included, true}}}; }
NumberTest up_to(const NumberRange& range) {
  return {{{std::nullopt, range.high, true, range.high_included}}};
}

template <typename Narrow, typename Wide>
void write_as(ColumnFileWriter& file, std::span<const Wide> numbers) {
  if constexpr (std::is_same_v<Narrow, Wide>) {
    file.append(numbers);
  } else {
    constexpr std::size_t at_a_time = std::size_t{1} << 16U;
    std::vector<Narrow> narrow;
    narrow.reserve(at_a_time);
    for (std::size_t i = 0; i < numbers.size(); i += narrow.size()) {
      const auto part = numbers.subspan(i, std::min(at_a_time, numbers.size() - i));
      narrow.resize(part.size());
      std::transform(part.begin(), part.end(), narrow.begin(),
                     [](Wide number) { return static_cast<Narrow>(number); });
      file.append(std::span<const Narrow>(narrow));
    }
  }
}

/// A section, in the least width that holds `highest`.
template <typename Wide>
void add_narrow(ColumnFileWriter& file, std::span<const Wide> numbers, std::uint64_t highest) {
  file.begin_section();
  if (highest <= std::numeric_limits<std::uint8_t>::max()) {
    write_as<std::uint8_t>(file, numbers);
  } else if (highest <= std::numeric_limits<std::uint16_t>::max()) {
    write_as<std::uint16_t>(file, numbers);
  } else if (highest <= std::numeric_limits<std::uint32_t>::max()) {
    write_as<std::uint32_t>(file, numbers);
  } else {
    write_as<Wide>(file, numbers);
  }
}

/// Of one that was written so.
std::uint64_t narrow_at(const ColumnFile& file, std::size_t section, std::size_t bytes, std::size_t index) {
  switch (bytes) {
    case 1:
      return file.values<std::uint8_t>(section, index, 1).front();
    case 2:
      return file.values<std::uint16_t>(section, index, 1).front();
    case 4:
      return file.values<std::uint32_t>(section, index, 1).front();
    default:
      return file.values<std::uint64_t>(section, index, 1).front();
  }
}

/// Its width, of so many numbers.
std::size_t narrow_bytes(const ColumnFile& file, std::size_t section, std::size_t numbers) {
  const std::size_t bytes = file.size<char>(section);
  if (numbers == 0 && bytes == 0) return 0;
  if (numbers == 0 || bytes % numbers != 0 || bytes / numbers > sizeof(std::uint64_t) ||
      !std::has_single_bit(bytes / numbers))
    throw ColumnsUnusable();
  return bytes / numbers;
}

}  // namespace

std::size_t DictionaryBuilder::Numbers::place_of(std::uint64_t value) const {
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>((value * golden) >> 32U) & mask;
  while (slots_[at].code != 0 && slots_[at].value != value) at = (at + 1) & mask;
  return at;
}

std::uint32_t DictionaryBuilder::Numbers::find_or_add(std::uint64_t value, std::uint32_t fresh) {
  Slot& slot = slots_[place_of(value)];
  if (slot.code != 0) return slot.code;
  slot = {value, fresh};
  if (++count_ * 2 > slots_.size()) grow();
  return fresh;
}

void DictionaryBuilder::Numbers::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.code != 0) slots_[place_of(slot.value)] = slot;
  }
}

std::uint32_t DictionaryBuilder::code(const Cell& cell) {
  const auto fresh = static_cast<std::uint32_t>(size_ + 1);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    const std::uint32_t code = known_integers_.find_or_add(static_cast<std::uint64_t>(*integer), fresh);
    if (code == fresh) integers_.emplace_back(*integer, code), ++size_;
    return code;
  }
  if (const auto* real = std::get_if<double>(&cell)) {
    const std::uint32_t code = known_reals_.find_or_add(std::bit_cast<std::uint64_t>(*real), fresh);
    if (code == fresh) reals_.emplace_back(*real, code), ++size_;
    return code;
  }
  const auto* text = std::get_if<std::string_view>(&cell);
  if (text == nullptr) return 0;
  if (const std::uint32_t code = known_texts_.find(*text); code != 0) return code;
  const std::string_view kept = known_texts_.keep(*text);
  known_texts_.insert(kept, fresh);
  texts_.emplace_back(kept, fresh);
  text_bytes_ += kept.size();
  ++size_;
  return fresh;
}

std::vector<std::uint32_t> DictionaryBuilder::settle(std::span<const std::uint32_t> held) {
  std::vector<std::uint32_t> final(size_ + 1);
  std::uint32_t next = 0;
  const auto settle_kind = [&](auto& values) {
    std::erase_if(values, [&](const auto& value) { return held[value.second] == 0; });
    std::sort(values.begin(), values.end());
    for (const auto& [value, code] : values) final[code] = ++next;
  };
  settle_kind(integers_);
  settle_kind(reals_);
  settle_kind(texts_);
  size_ = next;
  return final;
}

void DictionaryBuilder::write_integers(ColumnFileWriter& file) const {
  const auto distance = [&](std::int64_t value) {
    return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(integers_.front().first);
  };
  const std::uint64_t furthest = integers_.empty() ? 0 : distance(integers_.back().first);
  std::vector<std::uint64_t> distances;
  const bool has_gaps = !integers_.empty() && furthest != integers_.size() - 1;
  if (has_gaps) {
    distances.reserve(integers_.size());
    for (const auto& [value, code] : integers_) distances.push_back(distance(value));
  }
  add_narrow(file, std::span<const std::uint64_t>(distances), furthest);
}

void DictionaryBuilder::write_texts(ColumnFileWriter& file) const {
  std::vector<std::uint64_t> ends;
  ends.reserve(texts_.size());
  std::uint64_t end = 0;
  for (const auto& [text, code] : texts_) ends.push_back(end += text.size());
  add_narrow(file, std::span<const std::uint64_t>(ends), end);
  file.begin_section();
  for (const auto& [text, code] : texts_) file.append(text);
}

void DictionaryBuilder::write_values(ColumnFileWriter& file) const {
  std::array<std::int64_t, shape_numbers> shape{};
  shape[integers_shape] = static_cast<std::int64_t>(integers_.size());
  shape[lowest_shape] = integers_.empty() ? 0 : integers_.front().first;
  shape[texts_shape] = static_cast<std::int64_t>(texts_.size());
  shape[bytes_shape] = has_bytes_ ? 1 : 0;
  file.add(shape);
  write_integers(file);
  file.add(values_of(reals_));
  write_texts(file);
}

void DictionaryBuilder::write(ColumnFileWriter& file, std::vector<std::uint32_t>& codes) {
  std::vector<std::uint32_t> held(size_ + 1);
  for (const std::uint32_t code : codes) ++held[code];
  const std::vector<std::uint32_t> final = settle(held);
  for (std::uint32_t& code : codes) code = final[code];
  write_values(file);
  std::vector<std::uint32_t> counts(size_);
  for (std::size_t code = 1; code < held.size(); ++code) {
    if (final[code] != 0) counts[final[code] - 1] = held[code];
  }
  const auto most = counts.empty() ? 0U : *std::max_element(counts.begin(), counts.end());
  add_narrow(file, std::span<const std::uint32_t>(counts), most);
  add_narrow(file, std::span<const std::uint32_t>(codes), size_);
}

Dictionary::Dictionary(const ColumnFile& file, std::size_t first_section)
    : file_(file), first_section_(first_section), reals_(file.size<double>(first_section + reals_part)) {
  const auto shape = file.values<std::int64_t>(first_section + shape_part);
  if (shape.size() != shape_numbers || shape[integers_shape] < 0 || shape[texts_shape] < 0)
    throw ColumnsUnusable();
  integers_ = static_cast<std::size_t>(shape[integers_shape]);
  texts_ = static_cast<std::size_t>(shape[texts_shape]);
  lowest_ = shape[lowest_shape];
  has_bytes_ = shape[bytes_shape] != 0;
  if (size() >= std::numeric_limits<std::uint32_t>::max()) throw ColumnsUnusable();
  const bool has_gaps = file.size<char>(first_section + integers_part) > 0;
  integer_bytes_ = has_gaps ? narrow_bytes(file, first_section + integers_part, integers_) : 0;
  end_bytes_ = narrow_bytes(file, first_section + text_ends_part, texts_);
  count_bytes_ = narrow_bytes(file, first_section + counts_part, size());
}

bool Dictionary::is_in_order() const {
  if (has_bytes_) return false;
  if (reals_ == 0) return true;
  if (integers_ > 0) return false;
  const auto first = *std::ranges::partition_point(std::views::iota(std::size_t{0}, reals_),
                                                   [&](std::size_t i) { return real(i) < 0; });
  return first + 1 >= reals_ || real(first + 1) != 0;
}

std::int64_t Dictionary::integer(std::size_t index) const {
  const std::uint64_t distance =
      integer_bytes_ == 0 ? index : narrow_at(file_, first_section_ + integers_part, integer_bytes_, index);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(lowest_) + distance);
}

double Dictionary::real(std::size_t index) const {
  return file_.values<double>(first_section_ + reals_part, index, 1).front();
}

std::string_view Dictionary::text(std::size_t index) const {
  const auto end_of = [&](std::size_t at) {
    return narrow_at(file_, first_section_ + text_ends_part, end_bytes_, at);
  };
  const std::uint64_t begin = index == 0 ? 0 : end_of(index - 1), end = end_of(index);
  if (begin > end) throw ColumnsUnusable();
  const auto bytes = file_.values<char>(first_section_ + texts_part, begin, end - begin);
  return {bytes.data(), bytes.size()};
}

Cell Dictionary::cell(std::uint32_t code) const {
  if (code == 0) return {};
  std::size_t index = code - 1;
  if (index < integers_) return integer(index);
  index -= integers_;
  if (index < reals_) return real(index);
  index -= reals_;
  if (index >= texts_) throw ColumnsUnusable();
  return text(index);
}

std::vector<std::uint32_t> Dictionary::counts() const {
  std::vector<std::uint32_t> counts(size());
  for (std::size_t i = 0; i < counts.size(); ++i)
    counts[i] = static_cast<std::uint32_t>(narrow_at(file_, first_section_ + counts_part, count_bytes_, i));
  return counts;
}

CodeMatches Dictionary::matches(const Predicate& predicate, ValueType type, AsOf as_of) const {
  const auto matcher = make_matcher(predicate, type, as_of);
  CodeMatches found;
  std::vector<CodeRange> yes;
  const auto note = [&](Match match, std::uint32_t code) {
    if (match == Match::yes) yes.push_back({code, code});
    if (match == Match::missing) found.missing.add(code);
  };
  note(matcher->test(Cell{}), 0);
  const auto* number = std::get_if<NumberTest>(&predicate);
  const auto reals_from = static_cast<std::uint32_t>(1 + integers_);
  const auto texts_from = static_cast<std::uint32_t>(reals_from + reals_);
  const auto integer_at = [&](std::size_t i) { return integer(i); };
  const auto real_at = [&](std::size_t i) { return real(i); };
  const bool are_many_integers = number != nullptr && integers_ > few;
  if (are_many_integers) match_sorted(integer_at, 0, integers_, 1, *number, yes);
  for (std::size_t i = 0; !are_many_integers && i < integers_; ++i)
    note(matcher->test(integer(i)), static_cast<std::uint32_t>(1 + i));
  for (std::size_t i = 0; i < reals_; ++i) {
    // Infinite ones lie at the ends.
    if (number != nullptr && reals_ > few && i == 1) {
      match_sorted(real_at, 1, reals_ - 1, reals_from, *number, yes);
      i = reals_ - 1;
    }
    note(matcher->test(real(i)), reals_from + static_cast<std::uint32_t>(i));
  }
  const auto* text_test = std::get_if<TextTest>(&predicate);
  if (text_test != nullptr && text_test->match == TextMatch::exact) {
    for (const std::string& wanted : text_test->texts) {
      if (const std::uint32_t code = code_of_text(wanted); code != 0) yes.push_back({code, code});
    }
  } else {
    for (std::size_t i = 0; i < texts_; ++i)
      note(matcher->test(text(i)), texts_from + static_cast<std::uint32_t>(i));
  }
  found.yes = CodeRanges::of(std::move(yes));
  return found;
}

template <typename NumberAt>
void Dictionary::match_sorted(const NumberAt& number_at, std::size_t first, std::size_t end,
                              std::uint32_t first_code, const NumberTest& test,
                              std::vector<CodeRange>& yes) const {
  const auto passes = [&](const ValueMatcher& matcher, std::size_t at) {
    return matcher.test(Cell(number_at(at))) == Match::yes;
  };
  for (const NumberRange& range : test.ranges) {
    const auto above = make_matcher(from(range), ValueType::number, {});
    const auto below = make_matcher(up_to(range), ValueType::number, {});
    const std::size_t low = *std::ranges::partition_point(
        std::views::iota(first, end), [&](std::size_t at) { return !passes(*above, at); });
    const std::size_t high = *std::ranges::partition_point(
        std::views::iota(low, end), [&](std::size_t at) { return passes(*below, at); });
    if (low == high) continue;
    yes.push_back(
        {first_code + static_cast<std::uint32_t>(low), first_code + static_cast<std::uint32_t>(high) - 1});
  }
}

std::uint32_t Dictionary::code_of_text(std::string_view wanted) const {
  const auto at = *std::ranges::partition_point(std::views::iota(std::size_t{0}, texts_),
                                                [&](std::size_t i) { return text(i) < wanted; });
  if (at == texts_ || text(at) != wanted) return 0;
  return static_cast<std::uint32_t>(1 + integers_ + reals_ + at);
}

Codes read_codes(const ColumnFile& file, std::size_t section, std::size_t highest, std::size_t first,
                 std::size_t count) {
  if (highest <= std::numeric_limits<std::uint8_t>::max())
    return file.values<std::uint8_t>(section, first, count);
  if (highest <= std::numeric_limits<std::uint16_t>::max())
    return file.values<std::uint16_t>(section, first, count);
  return file.values<std::uint32_t>(section, first, count);
}

std::size_t number_of_codes(const ColumnFile& file, std::size_t section, std::size_t highest) {
  if (highest <= std::numeric_limits<std::uint8_t>::max()) return file.size<std::uint8_t>(section);
  if (highest <= std::numeric_limits<std::uint16_t>::max()) return file.size<std::uint16_t>(section);
  return file.size<std::uint32_t>(section);
}

}  // namespace audience
