// Sorted by time; indexes lead from a customer and from a value to the rows.
#include "query/columns/event_segment.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <numeric>
#include <ranges>

#include "query/cell_reading.hpp"

namespace audience {
namespace {

// Sections of a file; those of each column follow.
enum Section : std::size_t {
  shape_section,  // rows, unix seconds of the first row, columns, one more than the highest customer; of each
                  // column whether its values are there
  short_times_section,
  long_times_section,
  customers_section,
  owners_section,      // customers who have rows, rising
  owner_ends_section,  // where the rows of each end
  owner_rows_section,
  first_column_section,
};

// Of a column, from its first section on; the dictionary's come first.
enum ColumnPart : std::size_t {
  codes_part = Dictionary::sections,
  units_part,         // of codes from 1 on; empty where only integers are numbers
  scale_part,         // exponent, greatest; empty where values do not fit
  posting_ends_part,  // where those of each code from 1 on end; empty, as both that follow, without postings
  posting_rows_part,
  posting_customers_part,
  column_parts,
};

constexpr std::size_t shape_numbers = 4;  // before those of columns

constexpr std::size_t part_of(std::size_t column, std::size_t part) {
  return first_column_section + column * column_parts + part;
}

constexpr std::uint64_t longest_short_span = std::numeric_limits<std::uint32_t>::max();

/// Positions in the order of their keys, equal ones as they came.
std::vector<std::uint32_t> sorted_positions(std::span<const std::uint32_t> keys) {
  constexpr unsigned digit_bits = 11;
  constexpr std::size_t digits = std::size_t{1} << digit_bits;
  std::vector<std::uint32_t> order(keys.size()), next(keys.size());
  std::iota(order.begin(), order.end(), 0);
  for (unsigned shift = 0; shift < 32; shift += digit_bits) {
    std::array<std::size_t, digits + 1> begin{};
    for (const std::uint32_t key : keys) ++begin[((key >> shift) & (digits - 1)) + 1];
    if (std::find(begin.begin(), begin.end(), keys.size()) != begin.end()) continue;  // all alike
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (const std::uint32_t position : order)
      next[begin[(keys[position] >> shift) & (digits - 1)]++] = position;
    order.swap(next);
  }
  return order;
}

template <typename T>
void permute(std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  std::vector<T> sorted(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
  values = std::move(sorted);
}

/// In units of 10^exponent; none where it has more digits than fit.
std::optional<std::int64_t> scaled_to(const Decimal& number, int exponent) {
  constexpr std::int64_t greatest = INT64_MAX / 10;
  std::int64_t units = number.coefficient();
  for (int left = units == 0 ? 0 : number.exponent() - exponent; left > 0; --left) {
    if (units > greatest || units < -greatest) return std::nullopt;
    units *= 10;
  }
  return units;
}

struct Scaling {
  std::vector<std::int64_t> units;
  std::int64_t exponent = 0, greatest = 0;
};

std::optional<Scaling> scale(const DictionaryBuilder& dictionary) {
  Scaling scaling;
  std::vector<std::optional<Decimal>> numbers;
  numbers.reserve(dictionary.size());
  dictionary.for_each([&](const Cell& cell) { numbers.push_back(read_number(cell)); });
  for (const auto& number : numbers) {
    if (number && number->coefficient() != 0)
      scaling.exponent = std::min<std::int64_t>(scaling.exponent, number->exponent());
  }
  for (const auto& number : numbers) {
    std::optional<std::int64_t> units = UnitScale::missing;
    if (number) units = scaled_to(*number, static_cast<int>(scaling.exponent));
    if (!units || (number && *units == UnitScale::missing)) return std::nullopt;
    scaling.units.push_back(*units);
    if (number) scaling.greatest = std::max(scaling.greatest, std::abs(*units));
  }
  return scaling;
}

}  // namespace

EventSegment::EventSegment(const std::filesystem::path& file, std::uint64_t id) : file_(file, id) {
  const auto shape = file_.values<std::int64_t>(shape_section);
  if (shape.size() < shape_numbers || shape[0] < 0 || shape[2] < 0 || shape[3] < 0 ||
      shape.size() != shape_numbers + static_cast<std::size_t>(shape[2]))
    throw ColumnsUnusable();
  rows_ = static_cast<std::size_t>(shape[0]);
  base_ = shape[1];
  capacity_ = static_cast<std::size_t>(shape[3]);
  has_short_times_ = file_.size<std::int64_t>(long_times_section) == 0;
  for (std::size_t column = 0; column < static_cast<std::size_t>(shape[2]); ++column) {
    dictionaries_.emplace_back(file_, part_of(column, 0));
    has_values_.push_back(shape[shape_numbers + column] != 0);
  }
}

TimePoint EventSegment::time(std::size_t row) const {
  if (!has_short_times_) return from_unix(file_.values<std::int64_t>(long_times_section, row, 1).front());
  return from_unix(base_ + std::int64_t{file_.values<std::uint32_t>(short_times_section, row, 1).front()});
}

// Events come about evenly, and each row looked at may mean a block to hold against its checksum: halving
// begins near where the row should lie.
std::size_t EventSegment::first_from(TimePoint from) const {
  const auto is_before = [&](std::size_t row) { return time(row) < from; };
  if (rows_ == 0 || !is_before(0)) return 0;
  std::size_t low = 0, high = rows_ - 1;
  if (is_before(high)) return rows_;
  const auto share =
      static_cast<double>((from - time(low)).count()) / static_cast<double>((time(high) - time(low)).count());
  const std::size_t guess = std::min(high, static_cast<std::size_t>(share * static_cast<double>(high)));
  std::size_t step = 4096;
  if (is_before(guess)) {
    for (low = guess; high - low > step && is_before(low + step); step *= 2) low += step;
    high = std::min(high, low + step);
  } else {
    for (high = guess; high - low > step && !is_before(high - step); step *= 2) high -= step;
    low = high - std::min(high - low, step);
  }
  return *std::ranges::partition_point(std::views::iota(low, high), is_before);
}

RowRange EventSegment::rows_in(const TimeSpan& span) const {
  const std::size_t first = first_from(span.from);
  return {first, std::max(first, first_from(span.to))};
}

std::span<const CustomerNumber> EventSegment::customers(RowRange rows) const {
  return file_.values<CustomerNumber>(customers_section, rows.first, rows.size());
}

Codes EventSegment::codes(std::size_t column, RowRange rows) const {
  return read_codes(file_, part_of(column, codes_part), dictionaries_[column].size(), rows.first,
                    rows.size());
}

std::uint32_t EventSegment::code(std::size_t column, std::size_t row) const {
  return std::visit([](const auto& codes) { return std::uint32_t{codes.front()}; },
                    codes(column, {row, row + 1}));
}

std::optional<UnitScale> EventSegment::scale(std::size_t column) const {
  const auto scale = file_.values<std::int64_t>(part_of(column, scale_part));
  if (scale.empty()) return std::nullopt;
  if (scale.size() != 2) throw ColumnsUnusable();
  return UnitScale{static_cast<int>(scale[0]), scale[1]};
}

std::vector<std::int64_t> EventSegment::units(std::size_t column) const {
  const Dictionary& dictionary = dictionaries_[column];
  const auto written = file_.values<std::int64_t>(part_of(column, units_part));
  if (!written.empty() && written.size() != dictionary.size()) throw ColumnsUnusable();
  std::vector<std::int64_t> units(dictionary.size() + 1, UnitScale::missing);
  std::copy(written.begin(), written.end(), units.begin() + 1);
  for (std::size_t code = 1; written.empty() && code < units.size(); ++code) {
    const Cell cell = dictionary.cell(static_cast<std::uint32_t>(code));
    const auto* integer = std::get_if<std::int64_t>(&cell);
    if (integer == nullptr) break;  // Integers come first.
    units[code] = *integer;
  }
  return units;
}

bool EventSegment::has_postings(std::size_t column) const {
  return file_.size<std::uint32_t>(part_of(column, posting_ends_part)) > 0;
}

RowRange EventSegment::postings_range(std::size_t column, CodeRange codes) const {
  const auto end_of = [&](std::uint32_t code) -> std::size_t {
    if (code == 0) return 0;  // rows without a value are in no list
    return file_.values<std::uint32_t>(part_of(column, posting_ends_part), code - 1, 1).front();
  };
  const RowRange range{end_of(codes.first == 0 ? 0 : codes.first - 1), end_of(codes.last)};
  if (range.first > range.end) throw ColumnsUnusable();
  return range;
}

Postings EventSegment::postings(std::size_t column, CodeRange codes) const {
  const RowRange range = postings_range(column, codes);
  return {file_.values<std::uint32_t>(part_of(column, posting_rows_part), range.first, range.size()),
          file_.values<CustomerNumber>(part_of(column, posting_customers_part), range.first, range.size())};
}

std::size_t EventSegment::count(std::size_t column, const CodeRanges& codes) const {
  std::size_t count = 0;
  for (const CodeRange& range : codes.ranges()) count += postings_range(column, range).size();
  return count;
}

std::span<const std::uint32_t> EventSegment::rows_of(CustomerNumber customer) const {
  const auto owners = file_.values<CustomerNumber>(owners_section);
  const auto found = std::lower_bound(owners.begin(), owners.end(), customer);
  if (found == owners.end() || *found != customer) return {};
  const auto owner = static_cast<std::size_t>(found - owners.begin());
  const auto ends =
      file_.values<std::uint32_t>(owner_ends_section, owner == 0 ? 0 : owner - 1, owner == 0 ? 1 : 2);
  const std::size_t first = owner == 0 ? 0 : ends.front();
  if (first > ends.back()) throw ColumnsUnusable();
  return file_.values<std::uint32_t>(owner_rows_section, first, ends.back() - first);
}

void SegmentBuilder::add(CustomerNumber customer, std::int64_t unix_seconds,
                         std::span<const std::uint32_t> codes) {
  customers_.push_back(customer);
  times_.push_back(unix_seconds);
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].codes.push_back(codes[i]);
}

void SegmentBuilder::sort_by_time() {
  if (std::is_sorted(times_.begin(), times_.end())) return;
  const auto [least, greatest] = std::minmax_element(times_.begin(), times_.end());
  const std::int64_t base = *least;
  std::vector<std::uint32_t> order(times_.size());
  if (static_cast<std::uint64_t>(*greatest) - static_cast<std::uint64_t>(base) <= longest_short_span) {
    std::transform(times_.begin(), times_.end(), order.begin(),
                   [base](std::int64_t time) { return static_cast<std::uint32_t>(time - base); });
    order = sorted_positions(order);
  } else {
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return times_[a] < times_[b]; });
  }
  permute(times_, order);
  permute(customers_, order);
  for (Column& column : columns_) {
    if (!column.is_left_out) permute(column.codes, order);
  }
}

std::vector<bool> SegmentBuilder::columns_of_different_texts() const {
  std::vector<bool> different;
  for (const Column& column : columns_) {
    const std::size_t texts = column.dictionary.texts();
    different.push_back(texts > limits_.many_texts && texts * 2 > rows() &&
                        column.dictionary.text_bytes() > texts * limits_.long_text);
  }
  return different;
}

void SegmentBuilder::leave_out(const std::vector<bool>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i]) continue;
    columns_[i] = {};
    columns_[i].is_left_out = true;
  }
}

void SegmentBuilder::write(ColumnFileWriter& file) {
  assert(rows() < std::numeric_limits<std::uint32_t>::max());
  sort_by_time();
  const std::int64_t base = times_.empty() ? 0 : times_.front();
  const auto highest = std::max_element(customers_.begin(), customers_.end());
  const std::int64_t capacity = highest == customers_.end() ? 0 : std::int64_t{*highest} + 1;
  std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows()), base,
                                  static_cast<std::int64_t>(columns_.size()), capacity};
  for (const Column& column : columns_) shape.push_back(column.is_left_out ? 0 : 1);
  file.add(shape);
  write_times(file);
  file.add(customers_);
  write_owners(file);
  for (Column& column : columns_) write_column(column, file);
}

void SegmentBuilder::write_times(ColumnFileWriter& file) const {
  const bool is_short = times_.empty() || static_cast<std::uint64_t>(times_.back()) -
                                                  static_cast<std::uint64_t>(times_.front()) <=
                                              longest_short_span;
  std::vector<std::uint32_t> offsets(is_short ? times_.size() : 0);
  for (std::size_t i = 0; i < offsets.size(); ++i)
    offsets[i] = static_cast<std::uint32_t>(times_[i] - times_.front());
  file.add(offsets);
  file.add(is_short ? std::vector<std::int64_t>{} : times_);
}

void SegmentBuilder::write_owners(ColumnFileWriter& file) const {
  const auto last = std::max_element(customers_.begin(), customers_.end());
  std::vector<std::uint32_t> next(last == customers_.end() ? 0 : std::size_t{*last} + 1);
  for (const CustomerNumber customer : customers_) ++next[customer];
  std::vector<CustomerNumber> owners;
  std::vector<std::uint32_t> ends;
  std::uint32_t end = 0;
  for (std::size_t customer = 0; customer < next.size(); ++customer) {
    const std::uint32_t rows = next[customer];
    next[customer] = end;
    if (rows == 0) continue;
    owners.push_back(static_cast<CustomerNumber>(customer));
    ends.push_back(end += rows);
  }
  std::vector<std::uint32_t> rows_by_owner(customers_.size());
  for (std::size_t row = 0; row < customers_.size(); ++row)
    rows_by_owner[next[customers_[row]]++] = static_cast<std::uint32_t>(row);
  file.add(owners);
  file.add(ends);
  file.add(rows_by_owner);
}

void SegmentBuilder::write_column(Column& column, ColumnFileWriter& file) const {
  column.dictionary.write(file, column.codes);
  const std::optional<Scaling> scaling = scale(column.dictionary);
  const auto is_number = [](std::int64_t units) { return units != UnitScale::missing; };
  const bool needs_units =
      scaling &&
      std::any_of(scaling->units.begin() + static_cast<std::ptrdiff_t>(column.dictionary.integers()),
                  scaling->units.end(), is_number);
  file.add(needs_units ? scaling->units : std::vector<std::int64_t>{});
  file.add(scaling ? std::vector{scaling->exponent, scaling->greatest} : std::vector<std::int64_t>{});
  write_postings(column, file);
  column = {};
}

// Numbers are measured; what is asked for by its value is a text.
bool SegmentBuilder::pays_postings(const Column& column) const {
  constexpr std::size_t few_rows = 4;  // of a value, on average
  const std::size_t values = column.dictionary.size();
  return column.dictionary.texts() > 0 && values > limits_.few_values &&
         values * few_rows <= column.codes.size();
}

void SegmentBuilder::write_postings(const Column& column, ColumnFileWriter& file) const {
  std::vector<std::uint32_t> ends, rows;
  std::vector<CustomerNumber> customers;
  if (pays_postings(column)) {
    // By code: where its next row goes, and at the end of all where the next code begins.
    std::vector<std::uint32_t> next(column.dictionary.size() + 2);
    for (const std::uint32_t code : column.codes) {
      if (code != 0) ++next[code + 1];
    }
    std::partial_sum(next.begin(), next.end(), next.begin());
    rows.resize(next.back());
    customers.resize(next.back());
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
      const std::uint32_t code = column.codes[row];
      if (code == 0) continue;
      const std::uint32_t at = next[code]++;
      rows[at] = static_cast<std::uint32_t>(row);
      customers[at] = customers_[row];
    }
    ends.assign(next.begin() + 1, next.end() - 1);
  }
  file.add(ends);
  file.add(rows);
  file.add(customers);
}

}  // namespace audience
