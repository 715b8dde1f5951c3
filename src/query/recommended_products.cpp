// Three ways to a customer's products: own lists, an index of another table, a pass over it.
#include "query/recommended_products.hpp"

#include <unordered_map>

#include "storage/recommendations.hpp"

namespace audience {
namespace {

using Products = std::vector<std::optional<std::string>>;

constexpr std::int64_t most_ranks = 100;

void set_rank(Products& products, std::int64_t rank, std::string_view product) {
  if (rank < 1 || rank > most_ranks) return;
  const auto index = static_cast<std::size_t>(rank - 1);
  if (products.size() <= index) products.resize(index + 1);
  products[index] = product;
}

class OwnLists : public RecommendedProducts {
 public:
  OwnLists(const Database& own, std::string type)
      : type_(std::move(type)),
        row_(own.prepare("SELECT products FROM audience_recommendations WHERE customer = ? AND type = ?")) {}
  Products of(CustomerNumber customer, const Cell&) override {
    row_.reset();
    row_.bind_all(customer, type_);
    return row_.step() ? parse_recommended(row_.text(0)) : Products{};
  }

 private:
  std::string type_;
  Statement row_;
};

std::string select_from(const RecommendationsTable& table, const std::string& columns) {
  return "SELECT " + columns + sql_name(table.rank) + ", " + sql_name(table.product) + " FROM " +
         sql_name(table.table);
}

std::string of_one_customer(const RecommendationsTable& table) {
  std::string sql = select_from(table, "") + " WHERE " + sql_name(table.customer) + " = ?1";
  if (table.type) sql += " AND " + sql_name(*table.type) + " = ?2";
  return sql;
}

bool is_indexed(const Database& data, const RecommendationsTable& table) {
  Statement plan = data.prepare("EXPLAIN QUERY PLAN " + of_one_customer(table));
  bool searches = true;
  while (plan.step()) searches = searches && plan.text(3).find("SCAN") == std::string_view::npos;
  return searches;
}

class IndexedTable : public RecommendedProducts {
 public:
  IndexedTable(const Database& data, const RecommendationsTable& table, std::string type)
      : with_type_(table.type.has_value()),
        type_(std::move(type)),
        row_(data.prepare(of_one_customer(table))) {}
  Products of(CustomerNumber, const Cell& key) override {
    Products products;
    row_.reset();
    row_.bind(0, key);
    if (with_type_) row_.bind(1, std::string_view(type_));
    while (row_.step()) set_rank(products, row_.integer(0), row_.text(1));
    return products;
  }

 private:
  bool with_type_;
  std::string type_;
  Statement row_;
};

class ReadTable : public RecommendedProducts {
 public:
  ReadTable(const DataSource& source, const RecommendationsTable& table, const CustomerSet& members,
            const std::string& type) {
    std::string sql = select_from(table, sql_name(table.customer) + ", ");
    if (table.type) sql += " WHERE " + sql_name(*table.type) + " = ?";
    Statement row = source.data().prepare(sql);
    if (table.type) row.bind_all(type);
    while (row.step()) {
      const auto customer = source.number_in_row(row, 0);
      if (customer && members.contains(*customer))
        set_rank(products_[*customer], row.integer(1), row.text(2));
    }
  }
  Products of(CustomerNumber customer, const Cell&) override {
    const auto found = products_.find(customer);
    return found == products_.end() ? Products{} : found->second;
  }

 private:
  std::unordered_map<CustomerNumber, Products> products_;
};

class NoProducts : public RecommendedProducts {
 public:
  Products of(CustomerNumber, const Cell&) override { return {}; }
};

}  // namespace

std::unique_ptr<RecommendedProducts> recommended_products(const DataSource& source,
                                                          const CustomerSet& members,
                                                          const std::string& type) {
  if (!source.is_foreign()) return std::make_unique<OwnLists>(source.own(), type);
  const auto& table = source.catalog().recommendations;
  if (!table) return std::make_unique<NoProducts>();
  if (is_indexed(source.data(), *table)) return std::make_unique<IndexedTable>(source.data(), *table, type);
  return std::make_unique<ReadTable>(source, *table, members, type);
}

}  // namespace audience
