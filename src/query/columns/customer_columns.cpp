// A file for each column, so that only what changed is written anew.
#include "query/columns/customer_columns.hpp"

#include <algorithm>
#include <array>

#include "storage/customer_scan.hpp"

namespace audience {
namespace {

// Sections of a column's file; the dictionary's come before the codes. Without values only the first two.
enum Section : std::size_t {
  kind_section,
  first_section,
  codes_section = first_section + Dictionary::sections
};
constexpr std::uint64_t with_values = 1, without_values = 2;

// Sections of the population's file.
enum PopulationSection : std::size_t { words_section, follow_section };

/// Texts of which more than half are different are no use as a dictionary: it would be a copy of the table.
bool differ_nearly_all(std::size_t texts, std::size_t rows) {
  constexpr std::size_t many = 50'000;
  return texts > many && texts * 2 > rows;
}

template <typename T>
T only_value(const ColumnFile& file, std::size_t section) {
  if (file.size<T>(section) != 1) throw ColumnsUnusable();
  return file.values<T>(section).front();
}

}  // namespace

CustomerColumn::CustomerColumn(const std::filesystem::path& file, std::uint64_t id) : file_(file, id) {
  const auto kind = only_value<std::uint64_t>(file_, kind_section);
  if (kind == with_values) {
    dictionary_.emplace(file_, first_section);
  } else if (kind != without_values) {
    throw ColumnsUnusable();
  }
}

Codes CustomerColumn::codes() const {
  const std::size_t highest = dictionary_->size();
  return read_codes(file_, codes_section, highest, 0, number_of_codes(file_, codes_section, highest));
}

std::uint32_t CustomerColumn::code_of(CustomerNumber customer) const {
  const std::size_t highest = dictionary_->size();
  if (customer >= number_of_codes(file_, codes_section, highest)) return 0;
  return std::visit([](const auto& codes) { return std::uint32_t{codes.front()}; },
                    read_codes(file_, codes_section, highest, customer, 1));
}

std::span<const std::uint64_t> CustomerColumn::present() const {
  return file_.values<std::uint64_t>(first_section);
}

PopulationFile::PopulationFile(const std::filesystem::path& file, std::uint64_t id) : file_(file, id) {}

CustomerSet PopulationFile::population(std::size_t capacity) const {
  const auto words = file_.values<std::uint64_t>(words_section);
  CustomerSet population(capacity);
  if (words.size() > population.words().size()) throw ColumnsUnusable();
  std::copy(words.begin(), words.end(), population.words().begin());
  return population;
}

bool PopulationFile::numbers_follow_keys() const {
  return only_value<std::uint64_t>(file_, follow_section) != 0;
}

CustomerColumnsBuilder::CustomerColumnsBuilder(const DataSource& source, std::vector<std::string> columns)
    : names_(std::move(columns)), columns_(names_.size()), population_(source.population()) {
  numbers_follow_keys_ = source.numbers_follow_keys();
  for (Column& column : columns_) column.codes.resize(population_.capacity());
  CustomerScan row = every_customer(source, names_);
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer) continue;
    ++seen_;
    for (std::size_t i = 0; i < columns_.size(); ++i) take(columns_[i], *customer, row.cell(i));
  }
}

void CustomerColumnsBuilder::take(Column& column, CustomerNumber customer, const Cell& cell) {
  if (!column.has_values) {
    column.codes[customer] = is_null(cell) ? 0 : 1;
    return;
  }
  column.codes[customer] = column.dictionary.code(cell);
  if (!differ_nearly_all(column.dictionary.texts(), seen_)) return;
  column.has_values = false;
  column.dictionary = DictionaryBuilder();
  for (std::uint32_t& code : column.codes) code = code == 0 ? 0 : 1;
}

void CustomerColumnsBuilder::write_population(ColumnFileWriter& file) const {
  file.begin_section();
  file.append(population_.words());
  file.add(std::array{std::uint64_t{numbers_follow_keys_}});
}

void CustomerColumnsBuilder::write_column(std::size_t index, ColumnFileWriter& file) {
  Column& column = columns_[index];
  file.add(std::array{column.has_values ? with_values : without_values});
  if (!column.has_values) {
    CustomerSet present(population_.capacity());
    for (std::size_t i = 0; i < column.codes.size(); ++i) {
      if (column.codes[i] != 0) present.insert(static_cast<CustomerNumber>(i));
    }
    file.begin_section();
    file.append(std::span<const std::uint64_t>(present.words()));
  } else {
    const std::vector<std::uint32_t> final = column.dictionary.final_codes();
    std::vector<std::uint32_t> counts(column.dictionary.size() + 1);
    for (std::uint32_t& code : column.codes) ++counts[code = final[code]];
    column.dictionary.write(file, std::span(counts).subspan(1));
    write_codes(file, column.codes, column.dictionary.size());
  }
  column = {};
}

}  // namespace audience
