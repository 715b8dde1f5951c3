// Two ways to a customer's products: an index of their table, or a pass over it.
#include "storage/recommended_products.hpp"

#include <unordered_map>

#include "storage/customer_references.hpp"

namespace audience {
namespace {

constexpr std::int64_t most_ranks = 100;

bool is_rank(std::int64_t rank) { return rank >= 1 && rank <= most_ranks; }

std::string select_from(const RecommendationsTable& table) {
  return "SELECT " + sql_name(table.customer) + ", " + sql_name(table.rank) + ", " + sql_name(table.product) +
         " FROM " + sql_name(table.table);
}

std::string of_one_customer(const RecommendationsTable& table) {
  std::string sql = select_from(table) + " WHERE " + sql_name(table.customer) + " = ?1";
  if (table.type) sql += " AND " + sql_name(*table.type) + " = ?2";
  return sql;
}

/// A key that is bound gets the affinity of the table's column, but never gives it one of its own.
bool can_be_bound(const DataSource& source, const RecommendationsTable& table) {
  return source.references(table.table, table.customer).comparison().of_reference == Conversion::none;
}

bool is_indexed(const Database& data, const RecommendationsTable& table) {
  Statement plan = data.prepare("EXPLAIN QUERY PLAN " + of_one_customer(table));
  bool searches = true;
  while (plan.step()) searches = searches && plan.text(3).find("SCAN") == std::string_view::npos;
  return searches;
}

class IndexedTable : public RecommendedProducts {
 public:
  IndexedTable(const DataSource& source, const RecommendationsTable& table, std::string type)
      : references_(source.references(table.table, table.customer)),
        with_type_(table.type.has_value()),
        type_(std::move(type)),
        row_(source.data().prepare(of_one_customer(table))) {}
  void read(CustomerNumber customer, const Cell& key, RankedProducts& products) override {
    products.clear();
    row_.reset();
    row_.bind(0, key);
    if (with_type_) row_.bind(1, std::string_view(type_));
    while (row_.step()) {
      if (references_.find(row_, 0) != customer || !is_rank(row_.integer(1))) continue;
      products.set(static_cast<std::size_t>(row_.integer(1)), row_.text(2));
    }
  }

 private:
  const CustomerReferences& references_;
  bool with_type_;
  std::string type_;
  Statement row_;
};

class ReadTable : public RecommendedProducts {
 public:
  ReadTable(const DataSource& source, const RecommendationsTable& table, const CustomerSet& members,
            const std::string& type) {
    std::string sql = select_from(table);
    if (table.type) sql += " WHERE " + sql_name(*table.type) + " = ?";
    Statement row = source.data().prepare(sql);
    if (table.type) row.bind_all(type);
    const CustomerReferences& references = source.references(table.table, table.customer);
    while (row.step()) {
      const auto customer = references.find(row, 0);
      if (!customer || !members.contains(*customer) || !is_rank(row.integer(1))) continue;
      products_[*customer].emplace_back(row.integer(1), row.text(2));
    }
  }
  void read(CustomerNumber customer, const Cell&, RankedProducts& products) override {
    products.clear();
    const auto found = products_.find(customer);
    if (found == products_.end()) return;
    for (const auto& [rank, product] : found->second) products.set(static_cast<std::size_t>(rank), product);
  }

 private:
  std::unordered_map<CustomerNumber, std::vector<std::pair<std::int64_t, std::string>>> products_;
};

class NoProducts : public RecommendedProducts {
 public:
  void read(CustomerNumber, const Cell&, RankedProducts& products) override { products.clear(); }
};

}  // namespace

std::unique_ptr<RecommendedProducts> recommended_products(const DataSource& source,
                                                          const CustomerSet& members,
                                                          const std::string& type) {
  const auto& table = source.catalog().recommendations;
  if (!table) return std::make_unique<NoProducts>();
  if (can_be_bound(source, *table) && is_indexed(source.data(), *table))
    return std::make_unique<IndexedTable>(source, *table, type);
  return std::make_unique<ReadTable>(source, *table, members, type);
}

}  // namespace audience
