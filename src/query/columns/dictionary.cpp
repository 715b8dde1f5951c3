// Values are told apart by their type and bits, so that every reading of a cell can be made of its code.
#include "query/columns/dictionary.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <ranges>

#include "query/value_matcher.hpp"

namespace audience {
namespace {

// Sections of a dictionary, from its first one on.
enum Part : std::size_t { integers_part, reals_part, text_ends_part, texts_part, bytes_part, counts_part };

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

template <typename Code>
void write_narrow(ColumnFileWriter& file, std::span<const std::uint32_t> codes) {
  constexpr std::size_t at_a_time = std::size_t{1} << 16U;
  std::vector<Code> narrow;
  narrow.reserve(at_a_time);
  for (std::size_t i = 0; i < codes.size(); i += narrow.size()) {
    const auto part = codes.subspan(i, std::min(at_a_time, codes.size() - i));
    narrow.resize(part.size());
    std::transform(part.begin(), part.end(), narrow.begin(),
                   [](std::uint32_t code) { return static_cast<Code>(code); });
    file.append(std::span<const Code>(narrow));
  }
}

/// In the least width that holds `highest`.
void write_codes(ColumnFileWriter& file, std::span<const std::uint32_t> codes, std::size_t highest) {
  file.begin_section();
  if (highest <= std::numeric_limits<std::uint8_t>::max()) {
    write_narrow<std::uint8_t>(file, codes);
  } else if (highest <= std::numeric_limits<std::uint16_t>::max()) {
    write_narrow<std::uint16_t>(file, codes);
  } else {
    file.append(codes);
  }
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

void DictionaryBuilder::write_values(ColumnFileWriter& file) const {
  file.add(values_of(integers_));
  file.add(values_of(reals_));
  std::vector<std::uint64_t> ends;
  ends.reserve(texts_.size());
  std::uint64_t end = 0;
  for (const auto& [text, code] : texts_) ends.push_back(end += text.size());
  file.add(ends);
  file.begin_section();
  for (const auto& [text, code] : texts_) file.append(text);
  file.add(std::vector<std::uint8_t>(has_bytes_ ? 1 : 0));
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
  file.add(counts);
  write_codes(file, codes, size_);
}

Dictionary::Dictionary(const ColumnFile& file, std::size_t first_section)
    : file_(file),
      first_section_(first_section),
      integers_(file.size<std::int64_t>(first_section + integers_part)),
      reals_(file.size<double>(first_section + reals_part)),
      texts_(file.size<std::uint64_t>(first_section + text_ends_part)) {
  if (size() >= std::numeric_limits<std::uint32_t>::max() ||
      file.size<std::uint32_t>(first_section + counts_part) != size())
    throw ColumnsUnusable();
}

bool Dictionary::has_bytes() const { return file_.size<std::uint8_t>(first_section_ + bytes_part) > 0; }

bool Dictionary::is_in_order() const {
  if (has_bytes()) return false;
  if (reals_ == 0) return true;
  if (integers_ > 0) return false;
  const auto real = [&](std::size_t i) {
    return file_.values<double>(first_section_ + reals_part, i, 1).front();
  };
  const auto first = *std::ranges::partition_point(std::views::iota(std::size_t{0}, reals_),
                                                   [&](std::size_t i) { return real(i) < 0; });
  return first + 1 >= reals_ || real(first + 1) != 0;
}

std::string_view Dictionary::text(std::size_t index) const {
  const auto ends = file_.values<std::uint64_t>(first_section_ + text_ends_part, index == 0 ? 0 : index - 1,
                                                index == 0 ? 1 : 2);
  const std::uint64_t begin = index == 0 ? 0 : ends.front();
  if (begin > ends.back()) throw ColumnsUnusable();
  const auto bytes = file_.values<char>(first_section_ + texts_part, begin, ends.back() - begin);
  return {bytes.data(), bytes.size()};
}

Cell Dictionary::cell(std::uint32_t code) const {
  if (code == 0) return {};
  std::size_t index = code - 1;
  if (index < integers_) return file_.values<std::int64_t>(first_section_ + integers_part, index, 1).front();
  index -= integers_;
  if (index < reals_) return file_.values<double>(first_section_ + reals_part, index, 1).front();
  index -= reals_;
  if (index >= texts_) throw ColumnsUnusable();
  return text(index);
}

std::span<const std::uint32_t> Dictionary::counts() const {
  return file_.values<std::uint32_t>(first_section_ + counts_part);
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
  const auto integers = file_.values<std::int64_t>(first_section_ + integers_part, 0,
                                                   number && integers_ > few ? 0 : integers_);
  for (std::size_t i = 0; i < integers.size(); ++i)
    note(matcher->test(integers[i]), static_cast<std::uint32_t>(1 + i));
  if (integers.size() < integers_) match_sorted<std::int64_t>(integers_part, {0, integers_}, 1, *number, yes);
  for (std::size_t i = 0; i < reals_; ++i) {
    // Infinite ones lie at the ends.
    if (number != nullptr && reals_ > few && i == 1) {
      match_sorted<double>(reals_part, {1, reals_ - 1}, reals_from, *number, yes);
      i = reals_ - 1;
    }
    note(matcher->test(file_.values<double>(first_section_ + reals_part, i, 1).front()),
         reals_from + static_cast<std::uint32_t>(i));
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

template <typename Number>
void Dictionary::match_sorted(std::size_t part, Positions among, std::uint32_t first_code,
                              const NumberTest& test, std::vector<CodeRange>& yes) const {
  const auto passes = [&](const ValueMatcher& matcher, std::size_t at) {
    const Cell number = file_.values<Number>(first_section_ + part, at, 1).front();
    return matcher.test(number) == Match::yes;
  };
  for (const NumberRange& range : test.ranges) {
    const auto above = make_matcher(from(range), ValueType::number, {});
    const auto below = make_matcher(up_to(range), ValueType::number, {});
    const std::size_t begin = *std::ranges::partition_point(
        std::views::iota(among.first, among.end), [&](std::size_t at) { return !passes(*above, at); });
    const std::size_t end = *std::ranges::partition_point(std::views::iota(begin, among.end),
                                                          [&](std::size_t at) { return passes(*below, at); });
    if (begin == end) continue;
    yes.push_back(
        {first_code + static_cast<std::uint32_t>(begin), first_code + static_cast<std::uint32_t>(end) - 1});
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
