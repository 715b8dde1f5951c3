// Ordered walk over members; each row by its permanent number.
#include "query/listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "storage/customers.hpp"
#include "storage/recommendations.hpp"

namespace audience {
namespace {

std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

const Column* find(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

const Column& require(const std::vector<Column>& columns, std::string_view name, std::string_view option) {
  const Column* column = find(columns, name);
  if (column != nullptr) return *column;
  throw Error(ErrorKind::usage, fmt::format("{}: customers have no column \"{}\"{}", option, name, did_you_mean(name, names_of(columns))),
              fmt::format("the columns are {}", fmt::join(names_of(columns), ", ")));
}

/// K of `product_K`, 1..100; 0 for other names.
int rank_of(std::string_view name) {
  constexpr std::string_view prefix = "product_";
  if (!name.starts_with(prefix)) return 0;
  int rank = 0;
  const auto [end, fault] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), rank);
  return fault == std::errc{} && end == name.data() + name.size() && rank >= 1 && rank <= 100 ? rank : 0;
}

std::string order_sql(const std::optional<SortOrder>& sort) {
  // Without a sort: covered by customers_by_id, already in order.
  if (!sort || sort->column == "customer_id") {
    return fmt::format("SELECT customer_number FROM customers INDEXED BY customers_by_id WHERE customer_id >= '' ORDER BY customer_id {}",
                       sort && sort->descending ? "DESC" : "ASC");
  }
  const std::string column = sql_name(sort->column);
  return fmt::format("SELECT customer_number FROM customers ORDER BY {0} IS NULL, {0} {1}, customer_id", column,
                     sort->descending ? "DESC" : "ASC");
}

std::string row_sql(const std::vector<ListingColumn>& columns) {
  std::string sql = "SELECT customer_number";
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank == 0) sql += ", " + sql_name(column.name);
  }
  return sql + " FROM customers WHERE customer_number = ?";
}

}  // namespace

std::vector<ListingColumn> listing_columns(const Database& database, const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen) {
  const std::vector<Column> available = customer_columns(database);
  std::vector<ListingColumn> columns;
  if (chosen.empty()) {
    for (const std::string& name : catalog.listing) {
      if (const Column* column = find(available, name)) columns.push_back({name, column->type, 0});
    }
    for (int rank = 1; rank <= recommendations; ++rank) columns.push_back({fmt::format("product_{}", rank), ValueType::text, rank});
    return columns;
  }
  for (const std::string& name : chosen) {
    const int rank = find(available, name) == nullptr ? rank_of(name) : 0;
    columns.push_back({name, rank > 0 ? ValueType::text : require(available, name, "--columns").type, rank});
  }
  return columns;
}

SortOrder parse_sort(const Database& database, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string direction = colon == std::string::npos ? "asc" : text.substr(colon + 1);
  SortOrder order{text.substr(0, colon), direction == "desc"};
  if (direction != "asc" && direction != "desc") {
    throw Error(ErrorKind::usage, fmt::format("--sort: unknown direction \"{}\"", direction), "write COLUMN:asc or COLUMN:desc");
  }
  require(customer_columns(database), order.column, "--sort");
  return order;
}

Listing::Listing(const Database& database, const CustomerSet& members, std::vector<ListingColumn> columns,
                 std::string recommendations_type, const std::optional<SortOrder>& sort)
    : members_(members),
      columns_(std::move(columns)),
      recommendations_type_(std::move(recommendations_type)),
      order_(database.prepare(order_sql(sort))),
      row_(database.prepare(row_sql(columns_))),
      recommendations_(database.prepare("SELECT products FROM audience_recommendations WHERE customer = ? AND type = ?")) {
  int position = 0;
  for (const ListingColumn& column : columns_) {
    positions_.push_back(column.recommendation_rank == 0 ? ++position : 0);
    with_recommendations_ = with_recommendations_ || column.recommendation_rank > 0;
  }
}

bool Listing::next_member() {
  // A statement stepped on after its end would begin again.
  while (!ended_ && order_.step()) {
    current_ = static_cast<CustomerNumber>(order_.integer(0));
    if (members_.contains(current_)) return true;
  }
  ended_ = true;
  return false;
}

bool Listing::skip(std::int64_t rows) {
  for (; rows > 0; --rows) {
    if (!next_member()) return false;
  }
  return true;
}

bool Listing::next() {
  if (!next_member()) return false;
  row_.reset();
  row_.bind_all(current_);
  row_.step();
  if (with_recommendations_) read_recommendations();
  return true;
}

void Listing::read_recommendations() {
  recommendations_.reset();
  recommendations_.bind_all(current_, recommendations_type_);
  products_.clear();
  if (recommendations_.step()) products_ = parse_recommended(recommendations_.text(0));
}

Cell Listing::cell(std::size_t column) const {
  const int rank = columns_[column].recommendation_rank;
  if (rank == 0) return row_.cell(positions_[column]);
  const auto index = static_cast<std::size_t>(rank - 1);
  if (index >= products_.size() || !products_[index]) return std::monostate{};
  return std::string_view(*products_[index]);
}

}  // namespace audience
