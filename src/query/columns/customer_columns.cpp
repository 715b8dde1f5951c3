// A file for each column, so that only what changed is written anew.
#include "query/columns/customer_columns.hpp"

#include <algorithm>
#include <array>

#include "storage/customer_scan.hpp"
#include "storage/keyed_rows.hpp"

namespace audience {
namespace {

// Sections of a column's file; the dictionary's come before the codes. Without values only the first two.
enum Section : std::size_t {
  kind_section,
  first_section,
  codes_section = first_section + Dictionary::sections
};
constexpr std::uint64_t with_values = 1, without_values = 2;

/// Texts of which more than half are different are no use as a dictionary: it would be a copy of the table.
bool differ_nearly_all(std::size_t texts, std::size_t rows) {
  constexpr std::size_t many = 50'000;
  return texts > many && texts * 2 > rows;
}

std::optional<CustomerNumber> place_in(const CustomerPlaces& places, const CustomerScan& row) {
  const auto customer = row.customer();
  return customer ? places.place_of(*customer) : std::nullopt;
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

CustomerSet CustomerColumn::present(std::size_t capacity) const {
  return set_of_words(file_.values<std::uint64_t>(first_section), capacity);
}

CustomerColumnsBuilder::CustomerColumnsBuilder(const DataSource& source, std::vector<std::string> columns)
    : names_(std::move(columns)), columns_(names_.size()) {
  const CustomerPlaces places(source);
  read_population(source, places);
  for (Column& column : columns_) column.codes.resize(population_.capacity());
  std::vector<std::string> read = names_;
  if (const auto row_id = row_id_of_customers(source)) {
    read.push_back(*row_id);
    row_ids_.resize(population_.capacity());
  }
  CustomerScan row = every_customer(source, read);
  while (row.next()) {
    const auto customer = place_in(places, row);
    if (!customer) continue;
    ++seen_;
    if (!row_ids_.empty()) row_ids_[*customer] = std::get<std::int64_t>(row.cell(names_.size()));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      take(columns_[i], *customer, row.cell(i));
      if (row.holds_bytes(i)) columns_[i].note_bytes();
    }
  }
}

CustomerColumnsBuilder::CustomerColumnsBuilder(std::vector<std::string> columns, std::size_t capacity,
                                               std::vector<CustomerNumber> by_key)
    : names_(std::move(columns)), columns_(names_.size()), population_(capacity), by_key_(std::move(by_key)) {
  for (const CustomerNumber customer : by_key_) population_.insert(customer);
  for (Column& column : columns_) column.codes.resize(capacity);
}

void CustomerColumnsBuilder::add(CustomerNumber customer, std::span<const Cell> cells) {
  ++seen_;
  for (std::size_t i = 0; i < columns_.size(); ++i) take(columns_[i], customer, cells[i]);
}

CustomerColumnsBuilder::CustomerColumnsBuilder(const DataSource& source, const ColumnFolder& folder,
                                               const ColumnsManifest::Customers& before,
                                               const std::vector<CustomerNumber>& anew)
    : names_(attribute_columns(source.catalog())), columns_(names_.size()) {
  if (names_.size() != before.columns.size()) throw ColumnsUnusable();
  read_population(source, CustomerPlaces(source));
  seen_ = population_.count();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const ColumnsManifest::Column& known = before.columns[i];
    if (known.name != names_[i]) throw ColumnsUnusable();
    load(columns_[i], CustomerColumn(folder.path_of(known.file), known.file));
  }
  KeyedRows rows = customers_by_number(source.own(), names_);
  for (const CustomerNumber customer : anew) {
    if (!population_.contains(customer) || !rows.seek(customer)) continue;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const int position = static_cast<int>(i) + 1;
      take(columns_[i], customer, rows.row().cell(position));
      if (rows.row().kind(position) == CellKind::blob) columns_[i].note_bytes();
    }
  }
}

void CustomerColumnsBuilder::read_population(const DataSource& source, const CustomerPlaces& places) {
  population_ = CustomerSet(places.capacity());
  CustomerScan key = customers_in_order(source, {}, std::nullopt);
  while (key.next()) {
    const auto customer = place_in(places, key);
    if (!customer) continue;
    population_.insert(*customer);
    by_key_.push_back(*customer);
  }
}

void CustomerColumnsBuilder::load(Column& column, const CustomerColumn& before) {
  column.is_changed = false;
  column.has_values = before.has_values();
  if (column.has_values) {
    const Dictionary& dictionary = before.dictionary();
    for (std::size_t code = 1; code <= dictionary.size(); ++code)
      column.dictionary.code(dictionary.cell(static_cast<std::uint32_t>(code)));
    if (dictionary.has_bytes()) column.dictionary.note_bytes();
    std::visit([&](const auto& codes) { column.codes.assign(codes.begin(), codes.end()); }, before.codes());
    column.codes.resize(std::max(column.codes.size(), population_.capacity()));
    return;
  }
  column.codes.resize(population_.capacity());
  before.present(population_.capacity()).for_each([&](CustomerNumber customer) {
    column.codes[customer] = 1;
  });
}

void CustomerColumnsBuilder::take(Column& column, CustomerNumber customer, const Cell& cell) {
  const std::uint32_t code = column.has_values ? column.dictionary.code(cell) : std::uint32_t{!is_null(cell)};
  column.is_changed = column.is_changed || column.codes[customer] != code;
  column.codes[customer] = code;
  if (!column.has_values) return;
  if (!differ_nearly_all(column.dictionary.texts(), seen_)) return;
  column.has_values = false;
  column.dictionary = DictionaryBuilder();
  for (std::uint32_t& one : column.codes) one = one == 0 ? 0 : 1;
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
    column.dictionary.write(file, column.codes);
  }
  column = {};
}

ColumnsManifest::Customers write_customers(CustomerColumnsBuilder& builder, const ColumnFolder& folder) {
  ColumnsManifest::Customers customers;
  customers.rows = static_cast<std::int64_t>(builder.customers());
  customers.population = folder.make_file([&](ColumnFileWriter& file) { builder.write_population(file); });
  for (std::size_t i = 0; i < builder.columns().size(); ++i) {
    const ColumnFileId id = folder.make_file([&](ColumnFileWriter& file) { builder.write_column(i, file); });
    customers.columns.push_back({builder.columns()[i], id});
  }
  return customers;
}

std::vector<std::string> attribute_columns(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) {
    if (std::find(names.begin(), names.end(), attribute.column) == names.end())
      names.push_back(attribute.column);
  }
  return names;
}

void patch_customers(const DataSource& source, const ColumnFolder& folder,
                     ColumnsManifest::Customers& customers, const std::vector<CustomerNumber>& anew) {
  CustomerColumnsBuilder builder(source, folder, customers, anew);
  customers.rows = static_cast<std::int64_t>(builder.customers());
  customers.population = folder.make_file([&](ColumnFileWriter& file) { builder.write_population(file); });
  for (std::size_t i = 0; i < customers.columns.size(); ++i) {
    if (!builder.is_changed(i)) continue;
    customers.columns[i].file =
        folder.make_file([&](ColumnFileWriter& file) { builder.write_column(i, file); });
  }
}

}  // namespace audience
