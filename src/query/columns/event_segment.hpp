// Some events of a table as columns, in order of time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "base/time.hpp"
#include "model/window.hpp"
#include "query/columns/dictionary.hpp"
#include "storage/columns/column_file.hpp"

namespace audience {

/// Rows from first on, up to but without end.
struct RowRange {
  std::size_t first = 0, end = 0;
  [[nodiscard]] std::size_t size() const { return end - first; }
};

/// How numbers of a column are whole units of a power of ten.
struct UnitScale {
  static constexpr std::int64_t missing = INT64_MIN;  ///< of a value that is no number
  int exponent = 0;
  std::int64_t greatest = 0;  ///< no value is further from 0
};

/// Who occurs with a value, without a look at other rows.
struct Postings {
  std::span<const std::uint32_t> rows;  ///< rising within a code
  std::span<const CustomerNumber> customers;
};

/// Reads one file. Throws ColumnsUnusable wherever it reads. Columns are known by their position, as they
/// were given to the builder.
class EventSegment {
 public:
  EventSegment(const std::filesystem::path& file, std::uint64_t id);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Over every customer of its rows.
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::size_t columns() const { return dictionaries_.size(); }
  /// Those in the span.
  [[nodiscard]] RowRange rows_in(const TimeSpan& span) const;
  [[nodiscard]] TimePoint time(std::size_t row) const;
  [[nodiscard]] std::span<const CustomerNumber> customers(RowRange rows) const;
  /// Whether the values of a column are kept: not of one of long texts that nearly all differ. Nothing else
  /// is known of such a one.
  [[nodiscard]] bool has_values(std::size_t column) const { return has_values_[column]; }
  [[nodiscard]] const Dictionary& dictionary(std::size_t column) const { return dictionaries_[column]; }
  [[nodiscard]] Codes codes(std::size_t column, RowRange rows) const;
  [[nodiscard]] std::uint32_t code(std::size_t column, std::size_t row) const;
  /// None where they do not fit.
  [[nodiscard]] std::optional<UnitScale> scale(std::size_t column) const;
  /// By code, that of null missing. Only with a scale.
  [[nodiscard]] std::vector<std::int64_t> units(std::size_t column) const;
  /// Whether the rows of each value are known: of columns of many values, most of which occur again.
  [[nodiscard]] bool has_postings(std::size_t column) const;
  /// Of all codes in the range, one after another. Only with postings.
  [[nodiscard]] Postings postings(std::size_t column, CodeRange codes) const;
  /// How many rows they have, of all times. Only with postings.
  [[nodiscard]] std::size_t count(std::size_t column, const CodeRanges& codes) const;
  /// The rows of one customer, in order of time.
  [[nodiscard]] std::span<const std::uint32_t> rows_of(CustomerNumber customer) const;
  [[nodiscard]] const ColumnFile& file() const { return file_; }

 private:
  [[nodiscard]] std::size_t first_from(TimePoint time) const;  ///< the first row not before it
  [[nodiscard]] RowRange postings_range(std::size_t column, CodeRange codes) const;
  ColumnFile file_;
  std::size_t rows_ = 0;
  std::size_t capacity_ = 0;
  std::int64_t base_ = 0;  ///< unix seconds that short times count from
  bool has_short_times_ = true;
  std::vector<Dictionary> dictionaries_;
  std::vector<bool> has_values_;
};

/// How events become segments.
struct SegmentLimits {
  /// Rows of one: some tens of bytes of memory each while it is made.
  std::size_t most_rows = std::size_t{1} << 22U;
  /// A column of so few different values has no postings.
  std::size_t few_values = 255;
  /// A column is left out of which more texts than this differ, and more than half of all, where these are
  /// longer than that many bytes: it would be a second copy of the table.
  std::size_t many_texts = 50'000, long_text = 16;
};

/// Events on their way to a segment, in any order.
class SegmentBuilder {
 public:
  explicit SegmentBuilder(std::size_t columns, const SegmentLimits& limits = {})
      : limits_(limits), columns_(columns) {}

  /// The code of a value, for `add`.
  std::uint32_t code(std::size_t column, const Cell& cell) { return columns_[column].dictionary.code(cell); }
  void note_bytes(std::size_t column) { columns_[column].dictionary.note_bytes(); }
  void add(CustomerNumber customer, std::int64_t unix_seconds, std::span<const std::uint32_t> codes);
  [[nodiscard]] std::size_t rows() const { return times_.size(); }
  /// Those that are to be left out by what came so far.
  [[nodiscard]] std::vector<bool> columns_of_different_texts() const;
  void leave_out(const std::vector<bool>& columns);  ///< after the last row
  /// Once.
  void write(ColumnFileWriter& file);

 private:
  struct Column {
    DictionaryBuilder dictionary;
    std::vector<std::uint32_t> codes;
    bool is_left_out = false;
  };
  void sort_by_time();
  void write_times(ColumnFileWriter& file) const;
  void write_owners(ColumnFileWriter& file) const;
  void write_column(Column& column, ColumnFileWriter& file) const;
  void write_postings(const Column& column, ColumnFileWriter& file) const;
  [[nodiscard]] bool pays_postings(const Column& column) const;

  SegmentLimits limits_;
  std::vector<std::int64_t> times_;
  std::vector<CustomerNumber> customers_;
  std::vector<Column> columns_;
};

}  // namespace audience
