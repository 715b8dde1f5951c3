// Built-in purchases by number, other tables as they are.
#include "query/sqlite/event_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "query/cell_reading.hpp"
#include "storage/event_generation.hpp"
#include "storage/given_numbers.hpp"
#include "storage/products.hpp"

namespace audience {
namespace {

constexpr int first_column = 2;  // after customer and time

/// A test of product_id made once for each product: rows have only its number.
class ProductMatcher : public ValueMatcher {
 public:
  ProductMatcher(const Database& own, const Predicate& predicate, AsOf as_of) {
    const auto* text = std::get_if<TextTest>(&predicate);
    if (text != nullptr && text->match == TextMatch::exact) {
      take_named(own, *text);
    } else {
      take_all(own, predicate, as_of);
    }
  }
  [[nodiscard]] Match test(const Cell& cell) const override {
    const auto* number = std::get_if<std::int64_t>(&cell);
    if (number == nullptr || static_cast<std::size_t>(*number) >= matches_.size()) return other_;
    return matches_[static_cast<std::size_t>(*number)];
  }

 private:
  void set(std::size_t number, Match match) {
    if (number >= matches_.size()) matches_.resize(std::max(number + 1, matches_.size() * 2), other_);
    matches_[number] = match;
  }
  void take_named(const Database& own, const TextTest& text) {
    Statement product = own.prepare("SELECT number FROM audience_products WHERE product_id = ?");
    const std::int64_t highest = highest_possible_number(own);
    for (const std::string& name : text.texts) {
      product.bind_all(name);
      if (product.step()) set(product_number(product, 0, highest), Match::yes);
      product.reset();
    }
  }
  void take_all(const Database& own, const Predicate& predicate, AsOf as_of) {
    other_ = std::holds_alternative<MissingTest>(predicate) ? Match::yes : Match::missing;
    const auto matcher = make_matcher(predicate, ValueType::text, as_of);
    const auto ids = product_ids(own);
    for (std::size_t number = 0; number < ids.size(); ++number) {
      if (ids[number]) set(number, matcher->test(Cell(std::string_view(*ids[number]))));
    }
  }

  std::vector<Match> matches_;
  Match other_ = Match::no;  ///< of products without an entry
};

/// None where rows come with numbers: the built-in purchases, and own tables that SQL joins by an index.
const CustomerReferences* references_of(const DataSource& source, const Event& event) {
  if (is_native(source, event)) return nullptr;
  return is_joined(source, event) ? nullptr : &source.references(event.table, event.customer);
}

}  // namespace

EventRows::EventRows(const DataSource& source, const Event& event)
    : source_(source), event_(event), references_(references_of(source, event)) {}

std::unique_ptr<ValueMatcher> EventRows::matcher(const std::string& column, const Predicate& predicate,
                                                 ValueType type, AsOf as_of) const {
  if (is_code(column)) return std::make_unique<ProductMatcher>(source_.own(), predicate, as_of);
  return make_matcher(predicate, type, as_of);
}

std::string EventRows::text(const std::string& column, const Cell& cell) const {
  if (!is_code(column)) return cell_text(cell, event_.find_column(column)->type);
  Statement product = source_.own().prepare("SELECT product_id FROM audience_products WHERE number = ?");
  product.bind(0, cell);
  return product.step() ? std::string(product.text(0)) : std::string{};
}

std::span<const Cell> EventRows::cells(const Statement& row) {
  cells_.resize(asked().size());
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = row.cell(first_column + static_cast<int>(i));
  return cells_;
}

std::string EventRows::select() const {
  std::string sql;
  if (is_native(source_, event_)) {
    sql = "SELECT customer, time";
    for (const std::string& name : asked()) {
      sql += ", " + (is_code(name) ? "product" : sql_name(event_.find_column(name)->column));
    }
    return sql + " FROM audience_purchases";
  }
  sql = references_ != nullptr ? "SELECT e." + sql_name(event_.customer) : "SELECT c.number";
  sql += ", e." + sql_name(event_.time);
  for (const std::string& name : asked()) sql += ", e." + sql_name(event_.find_column(name)->column);
  sql += " FROM " + sql_name(event_.table) + " e";
  if (references_ == nullptr)
    sql += " JOIN audience_customers c ON c.customer_id = e." + sql_name(event_.customer);
  return sql;
}

std::string EventRows::where(const TimeSpan& span) const {
  if (!is_native(source_, event_)) return " WHERE TRUE";
  return fmt::format(" WHERE time >= {} AND time < {}", to_unix(span.from), to_unix(span.to));
}

Statement EventRows::prepare(const TimeSpan& span) const {
  return source_.data().prepare(select() + where(span));
}

Statement EventRows::prepare(const TimeSpan& span, CustomerNumber customer) const {
  if (is_native(source_, event_)) {
    return source_.data().prepare(select() + where(span) + fmt::format(" AND customer = {}", customer));
  }
  if (references_ == nullptr)
    return source_.data().prepare(select() + where(span) + fmt::format(" AND c.number = {}", customer));
  // A scalar subquery keeps the affinity of its column.
  Statement rows = source_.data().prepare(
      select() + where(span) +
      fmt::format(" AND e.{0} COLLATE BINARY = (SELECT {1} FROM {2} WHERE CAST({1} AS TEXT) = ?)",
                  sql_name(event_.customer), sql_name(source_.catalog().key), customers_from(source_)));
  rows.bind_all(source_.key_of(customer));
  return rows;
}

std::optional<TimePoint> EventRows::time(const Statement& row) const {
  if (is_native(source_, event_)) return from_unix(row.integer(1));
  return read_event_time(row.cell(1), event_.time_format);
}

}  // namespace audience
