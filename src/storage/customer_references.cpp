// Values become texts in which equal ones are alike.
#include "storage/customer_references.hpp"

#include <fmt/format.h>

#include <cmath>

#include "audience/error.hpp"
#include "base/wording.hpp"
#include "json/json_writer.hpp"
#include "storage/data_source.hpp"
#include "storage/source_sql.hpp"

namespace audience {
namespace {

/// A real that is an integer of 64 bits as such: SQLite compares the two by value.
Cell as_integer_where_equal(const Cell& cell) {
  constexpr double beyond = 9223372036854775808.0;
  const auto* real = std::get_if<double>(&cell);
  if (real == nullptr || std::trunc(*real) != *real || *real < -beyond || *real >= beyond) return cell;
  return static_cast<std::int64_t>(*real);
}

/// Equal for equal values only.
std::string value_text(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return '\'' + std::string(*text);
  const Cell number = as_integer_where_equal(cell);
  if (const auto* integer = std::get_if<std::int64_t>(&number)) return std::to_string(*integer);
  std::string text;
  append_number(text, std::get<double>(number));
  return text;
}

/// As an operand of `=`; null where nothing is equal to it.
Cell operand(const Statement& row, int column, Conversion conversion) {
  const Cell cell = row.cell(column);
  if (is_null(cell) || conversion == Conversion::none) return cell;
  const bool is_text = std::holds_alternative<std::string_view>(cell);
  if (conversion == Conversion::to_number) return is_text ? row.numeric_cell(column) : cell;
  return is_text ? cell : row.text(column);
}

}  // namespace

CustomerReferences::CustomerReferences(const DataSource& source, std::string table, std::string column,
                                       const KeyForms* forms)
    : source_(source), table_(std::move(table)), column_(std::move(column)) {
  const Catalog& catalog = source_.catalog();
  comparison_ = comparison_of(source_.data(), {catalog.customers_table, catalog.key}, {table_, column_});
  if (forms != nullptr) look_up_ = look_up_for(comparison_, *forms);
  if (look_up_ == LookUp::by_values) read_values();
}

CustomerReferences::LookUp CustomerReferences::look_up_for(const KeyComparison& comparison,
                                                           const KeyForms& forms) {
  if (comparison.of_key == Conversion::to_text) return LookUp::texts;
  const bool as_numbers = comparison.of_key == Conversion::to_number;
  if (!as_numbers && !forms.integers && !forms.reals) return LookUp::texts;
  const bool misleading = as_numbers ? forms.other_numbers : forms.plain_numbers;
  return forms.reals || misleading ? LookUp::by_values : LookUp::plain;
}

void CustomerReferences::read_values() {
  Statement row = source_.data().prepare("SELECT " + sql_name(source_.catalog().key) + ", " +
                                         customer_reference(source_) + " FROM " + customers_from(source_));
  while (row.step()) {
    const auto customer = source_.number_in_row(row, 1);
    if (!customer) continue;
    const std::string value = value_text(operand(row, 0, comparison_.of_key));
    if (const CustomerNumber other = values_.find(value); other != 0) {
      shared_.emplace(other, *customer);
    } else {
      values_.insert(values_.keep(value), *customer);
    }
  }
}

std::optional<CustomerNumber> CustomerReferences::find(const Statement& row, int column) const {
  if (look_up_ == LookUp::by_values) return find_value(row, column);
  if (look_up_ == LookUp::plain && comparison_.of_reference == Conversion::to_number &&
      row.kind(column) == CellKind::text) {
    // Most texts are plain: reading these as numbers would be for nothing.
    const std::string_view text = row.text(column);
    return is_plain_integer(text) ? source_.find(text) : find_written(row.numeric_cell(column));
  }
  return find_written(operand(row, column, comparison_.of_reference));
}

std::optional<CustomerNumber> CustomerReferences::find_written(const Cell& cell) const {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    const bool is_number = look_up_ == LookUp::plain && is_plain_integer(*text);
    return is_number ? std::nullopt : source_.find(*text);
  }
  const Cell number = as_integer_where_equal(cell);
  const auto* integer = std::get_if<std::int64_t>(&number);
  if (integer == nullptr || look_up_ == LookUp::texts) return std::nullopt;
  return source_.find(fmt::format_int(*integer).c_str());
}

std::optional<CustomerNumber> CustomerReferences::find_value(const Statement& row, int column) const {
  const Cell cell = operand(row, column, comparison_.of_reference);
  if (is_null(cell)) return std::nullopt;
  const CustomerNumber customer = values_.find(value_text(cell));
  if (customer == 0) return std::nullopt;
  if (const auto other = shared_.find(customer); other != shared_.end())
    refuse(row.text(column), customer, other->second);
  return customer;
}

void CustomerReferences::refuse(std::string_view written, CustomerNumber one, CustomerNumber other) const {
  const Catalog& catalog = source_.catalog();
  throw Error(ErrorKind::database_unusable,
              fmt::format("{} of {} is {}, which meets two customers: {} of {} is {} and {}", column_, table_,
                          in_quotes(written), catalog.key, catalog.customers_table,
                          in_quotes(source_.key_of(one)), in_quotes(source_.key_of(other))),
              "name views in the catalog in which both are of one type");
}

}  // namespace audience
