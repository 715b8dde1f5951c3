// Customers by number; events of each customer as bags, for rows of one second have no order.
#include "query/columns/column_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/checksum.hpp"
#include "query/columns/column_store.hpp"
#include "query/columns/event_build.hpp"
#include "storage/customer_directory.hpp"
#include "storage/customer_scan.hpp"
#include "storage/products.hpp"
#include "storage/purchase_rows.hpp"

namespace audience {
namespace {

/// Told apart by type and bits, as codes are.
void append_cell(std::string& text, const Cell& cell) {
  text += static_cast<char>('0' + cell.index());
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) text += std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) text += fmt::format("{:a}", *real);
  if (const auto* bytes = std::get_if<std::string_view>(&cell))
    text += fmt::format("{}:{}", bytes->size(), *bytes);
}

/// A sum of hashes over rows, in no order.
struct RowSum {
  std::uint64_t rows = 0, sum = 0;
  void add(CustomerNumber customer, TimePoint time, std::span<const Cell> cells) {
    std::string text = fmt::format("{} {}", customer, to_unix(time));
    for (const Cell& cell : cells) append_cell(text, cell);
    ++rows;
    sum += checksum(text);
  }
  friend bool operator==(const RowSum&, const RowSum&) = default;
};

/// Of the keys that are kept: whose each row is, what leads to it, and where it lies.
std::optional<std::string> difference_of_keys(const DataSource& source, const ColumnStore& store) {
  const KeptKeys* keys = store.keys();
  if (keys == nullptr) return std::nullopt;
  keys->file().verify_all();
  const ReadDirectory read(source.own(), source.data(), source.catalog());
  if (read.rows().size() != keys->rows())
    return fmt::format("{} keys instead of {}", keys->rows(), read.rows().size());
  for (std::size_t row = 0; row < keys->rows(); ++row) {
    const CustomerNumber customer = read.rows()[row];
    const std::string key = customer == 0 ? std::string{} : read.key_of(customer);
    if (keys->key_at(row) != key || (!key.empty() && keys->row_of(key) != row))
      return fmt::format("row {} is another customer", row + 1);
  }
  if (!keys->has_row_ids()) return std::nullopt;
  CustomerScan row = every_customer(source, {row_id_of_customers(source).value()});
  while (row.next()) {
    const auto customer = row.customer();
    if (customer && Cell(keys->row_id_at(store.places().place_of(*customer).value())) != row.cell(0))
      return fmt::format("customer {} lies elsewhere", source.key_of(*customer));
  }
  return std::nullopt;
}

std::optional<std::string> difference_of_customers(const DataSource& source, const ColumnStore& store) {
  std::vector<std::string> names;
  std::vector<const CustomerColumn*> columns;
  for (const Attribute& attribute : source.catalog().attributes) {
    const CustomerColumn* column = store.column(attribute.column);
    if (column == nullptr || std::find(names.begin(), names.end(), attribute.column) != names.end()) continue;
    column->file().verify_all();
    names.push_back(attribute.column);
    columns.push_back(column);
  }
  store.population().file().verify_all();
  const CustomerPlaces& places = store.places();
  CustomerSet unseen = store.population().population(places.capacity());
  std::vector<std::optional<CustomerSet>> present;
  for (const CustomerColumn* column : columns)
    present.push_back(column->has_values() ? std::nullopt
                                           : std::optional(column->present(places.capacity())));
  CustomerScan row = every_customer(source, names);
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer) continue;
    const auto place = places.place_of(*customer);
    if (!place || !unseen.contains(*place))
      return fmt::format("customer {} is not in them", source.key_of(*customer));
    unseen.erase(*place);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Cell cell = row.cell(i);
      const bool fits = present[i] ? present[i]->contains(*place) != is_null(cell)
                                   : cell == columns[i]->dictionary().cell(columns[i]->code_of(*place));
      if (!fits) return fmt::format("{} of customer {} is another", names[i], source.key_of(*customer));
    }
  }
  if (unseen.count() > 0) return fmt::format("{} customers are gone from the table", unseen.count());
  return std::nullopt;
}

/// Whether the lists of a value's rows, where there are some, have each of them once.
bool has_right_postings(const EventSegment& segment, std::size_t column) {
  if (!segment.has_postings(column)) return true;
  const auto customers = segment.customers({0, segment.rows()});
  std::size_t listed = 0;
  for (std::uint32_t code = 1; code <= segment.dictionary(column).size(); ++code) {
    const Postings postings = segment.postings(column, {code, code});
    for (std::size_t i = 0; i < postings.rows.size(); ++i) {
      const std::uint32_t row = postings.rows[i];
      if ((i > 0 && row <= postings.rows[i - 1]) || row >= segment.rows() ||
          segment.code(column, row) != code || postings.customers[i] != customers[row])
        return false;
    }
    listed += postings.rows.size();
  }
  std::size_t unlisted = 0;
  for (std::size_t row = 0; row < segment.rows(); ++row) {
    if (segment.code(column, row) == 0) ++unlisted;
  }
  return listed + unlisted == segment.rows();
}

bool have_right_postings(const EventColumnStore& events) {
  for (const auto& segment : events.segments()) {
    for (std::size_t column = 0; column < segment->columns(); ++column) {
      if (!has_right_postings(*segment, column)) return false;
    }
  }
  return true;
}

/// Of the table's cells those whose columns are kept.
std::vector<Cell> kept_cells(const EventColumnStore& events, std::span<const Cell> cells) {
  std::vector<Cell> kept(cells.begin(), cells.end());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!events.has_values(i)) kept[i] = Cell();
  }
  return kept;
}

RowSum sum_of_columns(const EventColumnStore& events) {
  RowSum sum;
  if (const EventSegment* strangers = events.strangers()) {
    strangers->file().verify_all();
    for (std::size_t row = 0; row < strangers->rows(); ++row) sum.add(0, strangers->time(row), {});
  }
  for (const auto& segment : events.segments()) {
    segment->file().verify_all();
    const RowRange all{0, segment->rows()};
    const auto customers = segment->customers(all);
    std::vector<Cell> cells(segment->columns());
    for (std::size_t row = 0; row < segment->rows(); ++row) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (events.has_values(i)) cells[i] = segment->dictionary(i).cell(segment->code(i, row));
      }
      sum.add(customers[row], segment->time(row), cells);
    }
  }
  return sum;
}

RowSum sum_of_rows(const DataSource& source, const Event& event, const EventColumnStore& events) {
  RowSum sum;
  for_each_event(source, event, [&](auto place, TimePoint time, auto cells, const auto&) {
    sum.add(place.value_or(0), time, place ? kept_cells(events, cells) : std::vector<Cell>{});
  });
  return sum;
}

RowSum sum_of_purchases(const DataSource& source, const Event& purchases, const EventColumnStore& events) {
  RowSum sum;
  PurchaseRows row(source, purchases);
  const std::vector<std::optional<std::string>> ids =
      row.product() ? product_ids(source.own()) : std::vector<std::optional<std::string>>{};
  std::vector<Cell> cells;
  while (row.next()) {
    const auto customer = row.customer();
    if (!customer) continue;
    const auto read = row.cells();
    cells.assign(read.begin(), read.end());
    if (row.product()) {
      Cell& product = cells[*row.product()];
      const auto* number = std::get_if<std::int64_t>(&product);
      const bool is_known = number != nullptr && *number >= 0 &&
                            static_cast<std::size_t>(*number) < ids.size() &&
                            ids[static_cast<std::size_t>(*number)];
      product = is_known ? Cell(std::string_view(*ids[static_cast<std::size_t>(*number)])) : Cell();
    }
    sum.add(*customer, from_unix(row.unix_seconds()), kept_cells(events, cells));
  }
  return sum;
}

std::optional<std::string> difference_of_events(const DataSource& source, const ColumnStore& store,
                                                const Event& event) {
  const EventColumnStore& events = *store.events(event);
  const RowSum columns = sum_of_columns(events);
  const RowSum table = is_of_builtin_purchases(source, event) ? sum_of_purchases(source, event, events)
                                                              : sum_of_rows(source, event, events);
  if (columns == table && !have_right_postings(events)) return "lists of rows by value are wrong";
  if (columns == table) return std::nullopt;
  if (columns.rows != table.rows) return fmt::format("{} rows instead of {}", columns.rows, table.rows);
  return "rows with other values";
}

}  // namespace

std::vector<std::string> differences_of_columns(const DataSource& source) {
  std::vector<std::string> differences;
  const auto note = [&](const std::string& table, const std::optional<std::string>& difference) {
    if (difference) differences.push_back(table + ": " + *difference);
  };
  std::optional<ColumnStore> opened;
  try {
    opened.emplace(source);
  } catch (const ColumnsUnusable&) {
    return differences;  // There are none.
  }
  const ColumnStore& store = *opened;
  std::string table = source.catalog().customers_table;
  try {
    if (store.has_customers()) {
      const auto difference = difference_of_keys(source, store);
      note(table, difference ? difference : difference_of_customers(source, store));
    }
    for (const Event& event : source.catalog().events) {
      table = name_in_columns(source, event);
      if (store.has_events(event)) note(table, difference_of_events(source, store, event));
    }
    store.check_whole();
  } catch (const ColumnsUnusable&) {
    note(table, "a file is damaged");
  }
  return differences;
}

}  // namespace audience
