// Keys go there as an array, rows come back.
#include "query/postgresql/server_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "query/postgresql/server_keys.hpp"
#include "storage/postgresql/server_cell.hpp"
#include "storage/postgresql/server_source.hpp"

namespace audience {
namespace {

constexpr std::size_t keys_at_once = 4096;
constexpr std::size_t keys_counted_at_once = 65536;

std::string in_customers(const ServerColumn& column) { return "c." + text_expression(column); }

std::int64_t integer_of(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

}  // namespace

ServerListing::ServerListing(const DataSource& source, const CustomerSet& members,
                             const std::vector<ListingColumn>& columns, std::string recommendations_type,
                             const std::optional<SortOrder>& sort, const Stretch& stretch)
    : source_(source),
      server_(*source.server()),
      tables_(source.catalog(), server_.schema()),
      key_(tables_),
      type_(std::move(recommendations_type)),
      keys_(keys_in_order(source, members)),
      left_(stretch.count) {
  make_select(columns);
  const bool by_key = is_by_key(source, sort);
  if (by_key && sort && sort->descending) std::reverse(keys_.begin(), keys_.end());
  if (by_key) {
    skip(stretch.first);
    return;
  }
  std::string sql = select_ + from_ + " ORDER BY " + order(*sort);
  if (stretch.first > 0) sql += fmt::format(" OFFSET {}", stretch.first);
  sorted_.emplace(server_.session(), sql, ServerParameters{keys_from(0, keys_.size())});
  keys_.clear();
}

void ServerListing::make_select(const std::vector<ListingColumn>& columns) {
  select_ = "SELECT " + key_.text("c");
  std::size_t place = 1;
  for (const ListingColumn& column : columns) {
    if (column.recommendation_rank > 0) {
      shown_.push_back(nullptr);
      places_.push_back(static_cast<std::size_t>(column.recommendation_rank));
      recommends_ = true;
      continue;
    }
    shown_.push_back(&tables_.customer_column(column.column));
    places_.push_back(place++);
    select_ += ", " + in_customers(*shown_.back());
  }
  recommends_ = recommends_ && source_.catalog().recommendations.has_value();
  from_ = fmt::format(" FROM {} c JOIN unnest($1::{}[]) WITH ORDINALITY k(key, place) ON {} = k.key",
                      sql_name(tables_.customers()), key_.type(), key_.sql("c"));
}

/// Missing values last, ties by rising key.
std::string ServerListing::order(const SortOrder& sort) const {
  const ServerColumn& column = tables_.customer_column(sort.column);
  const bool is_text = form_of(column) == CellForm::text;
  return fmt::format("{}{} {} NULLS LAST, k.place", in_customers(column), is_text ? " COLLATE \"C\"" : "",
                     sort.descending ? "DESC" : "ASC");
}

std::string ServerListing::keys_from(std::size_t first, std::size_t last) const {
  return array_literal({keys_.begin() + static_cast<std::ptrdiff_t>(first),
                        keys_.begin() + static_cast<std::ptrdiff_t>(last)});
}

void ServerListing::skip(std::size_t rows) {
  while (rows > 0 && asked_ < keys_.size()) {
    const std::size_t last = std::min(keys_.size(), asked_ + std::min(rows, keys_counted_at_once));
    const auto counted = server_.session().reading().rows("SELECT count(*)" + from_,
                                                          ServerParameters{keys_from(asked_, last)});
    rows -= static_cast<std::size_t>(integer_of(counted.at(0).at(0)));
    asked_ = last;
  }
}

bool ServerListing::fetch() {
  if (sorted_) {
    while (rows_.size() < keys_at_once && sorted_->next()) {
      Row row;
      for (std::size_t i = 0; i < sorted_->width(); ++i) row.values.push_back(sorted_->value(i));
      rows_.push_back(std::move(row));
    }
  }
  while (!sorted_ && rows_.empty() && asked_ < keys_.size()) {
    const std::size_t last = std::min(keys_.size(), asked_ + std::min(left_, keys_at_once));
    auto found = server_.session().reading().rows(select_ + from_ + " ORDER BY k.place",
                                                  ServerParameters{keys_from(asked_, last)});
    for (auto& values : found) rows_.push_back({std::move(values)});
    asked_ = last;
  }
  if (recommends_) recommend();
  return !rows_.empty();
}

/// The products of everyone in the block, asked for together.
void ServerListing::recommend() {
  recommended_.clear();
  if (rows_.empty()) return;
  const RecommendationsTable& names = *source_.catalog().recommendations;
  const ServerTable& table = tables_.table(names.table);
  const ServerColumn& customer = ServerTables::column(table, names.customer);
  std::vector<std::string> keys;
  for (const Row& row : rows_) keys.push_back(row.values[0].value_or(""));
  std::string sql =
      fmt::format("SELECT r.{0}, r.{1}, r.{2} FROM {3} r JOIN unnest($1::{4}[]) k(key) ON {5} = k.key",
                  text_expression(customer), text_expression(ServerTables::column(table, names.rank)),
                  text_expression(ServerTables::column(table, names.product)), sql_name(table), key_.type(),
                  key_.reference("r", customer));
  ServerParameters parameters{array_literal(keys)};
  if (names.type) {
    sql += fmt::format(" WHERE r.{} COLLATE \"C\" = $2::text",
                       text_expression(ServerTables::column(table, *names.type)));
    parameters.emplace_back(type_);
  }
  for (auto& row : server_.session().reading().rows(sql, parameters)) {
    if (row[0] && row[2]) recommended_[*row[0]].emplace_back(integer_of(row[1]), std::move(*row[2]));
  }
}

bool ServerListing::next() {
  if (left_ == 0 || (rows_.empty() && !fetch())) return false;
  --left_;
  row_ = std::move(rows_.front());
  rows_.pop_front();
  if (recommends_) take_products();
  return true;
}

void ServerListing::take_products() {
  products_.clear();
  const auto found = recommended_.find(row_.values[0].value_or(""));
  if (found == recommended_.end()) return;
  for (const auto& [rank, product] : found->second) {
    if (rank >= 1 && rank <= highest_rank) products_.set(static_cast<std::size_t>(rank), product);
  }
}

Cell ServerListing::cell(std::size_t column) const {
  if (shown_[column] != nullptr) return server_cell(form_of(*shown_[column]), row_.values[places_[column]]);
  const auto product = products_.at(places_[column]);
  return product ? Cell(*product) : Cell();
}

}  // namespace audience
