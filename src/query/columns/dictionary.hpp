// The values of a column, each once, in order: rows hold their codes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "audience/column.hpp"
#include "base/cell.hpp"
#include "base/id_table.hpp"
#include "base/time.hpp"
#include "model/bound_filter.hpp"
#include "query/columns/code_ranges.hpp"
#include "storage/columns/column_file.hpp"

namespace audience {

/// Codes of one, two or four bytes.
using Codes = std::variant<std::span<const std::uint8_t>, std::span<const std::uint16_t>,
                           std::span<const std::uint32_t>>;

/// Gathers values while rows pass by. Codes are in order of appearance until the end; 0 is null.
class DictionaryBuilder {
 public:
  std::uint32_t code(const Cell& cell);
  /// One of the rows holds bytes that are no text: null to filters, a value to SQL.
  void note_bytes() { has_bytes_ = true; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t integers() const { return integers_.size(); }
  [[nodiscard]] std::size_t texts() const { return texts_.size(); }
  [[nodiscard]] std::size_t text_bytes() const { return text_bytes_; }
  /// Writes the sections of a dictionary and, behind them, the codes of rows, which become final: integers,
  /// then reals, then texts by bytes, each rising. Values that no row holds are left out.
  void write(ColumnFileWriter& file, std::vector<std::uint32_t>& codes);
  /// After `write`: every value in the order of final codes.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [value, code] : integers_) visit(Cell(value));
    for (const auto& [value, code] : reals_) visit(Cell(value));
    for (const auto& [value, code] : texts_) visit(Cell(value));
  }

 private:
  /// From 64 bits to codes.
  class Numbers {
   public:
    Numbers() : slots_(256) {}
    /// The code, or `fresh` for a value that is new.
    std::uint32_t find_or_add(std::uint64_t value, std::uint32_t fresh);

   private:
    struct Slot {
      std::uint64_t value = 0;
      std::uint32_t code = 0;
    };
    [[nodiscard]] std::size_t place_of(std::uint64_t value) const;
    void grow();
    std::vector<Slot> slots_;
    std::size_t count_ = 0;
  };

  /// By the codes so far; 0 for what is left out.
  std::vector<std::uint32_t> settle(std::span<const std::uint32_t> held);
  void write_values(ColumnFileWriter& file) const;
  void write_integers(ColumnFileWriter& file) const;
  void write_texts(ColumnFileWriter& file) const;

  std::size_t size_ = 0;
  std::size_t text_bytes_ = 0;
  bool has_bytes_ = false;
  Numbers known_integers_, known_reals_;
  IdTable known_texts_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> integers_;
  std::vector<std::pair<double, std::uint32_t>> reals_;
  std::vector<std::pair<std::string_view, std::uint32_t>> texts_;
};

/// The codes of a predicate's answers; whatever is in neither is a no.
struct CodeMatches {
  CodeRanges yes, missing;
};

/// Reads the sections that a builder wrote. The file must outlive it.
class Dictionary {
 public:
  static constexpr std::size_t sections = 6;  ///< in a file

  /// Throws ColumnsUnusable, as all that follows.
  Dictionary(const ColumnFile& file, std::size_t first_section);

  [[nodiscard]] std::size_t size() const { return integers_ + reals_ + texts_; }  ///< codes 1..size()
  /// Whether rows hold bytes that are no text, which have no code.
  [[nodiscard]] bool has_bytes() const { return has_bytes_; }
  /// Whether codes rise with the values as SQL sorts them: not where integers and reals mingle, where there
  /// are two zeros, or bytes.
  [[nodiscard]] bool is_in_order() const;
  [[nodiscard]] bool holds_only_texts() const { return integers_ == 0 && reals_ == 0 && !has_bytes_; }
  [[nodiscard]] std::uint32_t code_of_text(std::string_view text) const;  ///< 0 where there is none
  [[nodiscard]] Cell cell(std::uint32_t code) const;                      ///< null for 0
  /// Rows of each code, from 1 on.
  [[nodiscard]] std::vector<std::uint32_t> counts() const;
  /// As make_matcher (query/value_matcher.hpp) says of each value.
  [[nodiscard]] CodeMatches matches(const Predicate& predicate, ValueType type, AsOf as_of) const;

 private:
  [[nodiscard]] std::int64_t integer(std::size_t index) const;
  [[nodiscard]] double real(std::size_t index) const;
  [[nodiscard]] std::string_view text(std::size_t index) const;
  /// Adds the codes of numbers among those first..end-1 of a kind that lie in ranges, by looking for the ends
  /// of these.
  template <typename NumberAt>
  void match_sorted(const NumberAt& number_at, std::size_t first, std::size_t end, std::uint32_t first_code,
                    const NumberTest& test, std::vector<CodeRange>& yes) const;

  const ColumnFile& file_;
  std::size_t first_section_;
  std::size_t integers_ = 0, reals_ = 0, texts_ = 0;
  std::int64_t lowest_ = 0;  ///< of the integers
  std::size_t integer_bytes_ = 0, end_bytes_ = 0, count_bytes_ = 0;
  bool has_bytes_ = false;
};

/// Codes of the rows first to first + count - 1, none of them above `highest`, out of the section behind
/// those of their dictionary. Throws ColumnsUnusable.
Codes read_codes(const ColumnFile& file, std::size_t section, std::size_t highest, std::size_t first,
                 std::size_t count);
/// How many there are.
std::size_t number_of_codes(const ColumnFile& file, std::size_t section, std::size_t highest);

}  // namespace audience
