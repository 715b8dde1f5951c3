// Random documents evaluated by a PostgreSQL server: every count and every member against the naive
// evaluator, who is missing against the scan.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "naive_evaluator.hpp"
#include "partitioned_shop.hpp"
#include "postgres_shop.hpp"
#include "shop_database.hpp"
#include "support/postgres_server.hpp"

namespace audience::oracle {
namespace {

constexpr int documents_per_shop = 20;

int shops_asked(int otherwise) {
  const char* asked = std::getenv("AUDIENCE_SERVER_SHOPS");
  return asked != nullptr ? std::atoi(asked) : otherwise;
}

void add_filters(const std::vector<Item>& items, std::vector<const Filter*>& filters) {
  for (const Item& item : items) {
    add_filters(item.inner, filters);
    if (item.inner.empty()) filters.push_back(&item.filter);
  }
}

bool asks_for_events(const Filter& filter) {
  return filter.kind == Filter::Kind::entity || filter.kind == Filter::Kind::measure;
}

bool has_events(const Scope& scope, const Shop& shop) {
  return std::any_of(shop.customers.begin(), shop.customers.end(), [&](const Customer& customer) {
    return std::any_of(customer.purchases.begin(), customer.purchases.end(), [&](const Purchase& purchase) {
      return purchase.time >= scope.from && purchase.time < std::min(scope.to, shop.as_of);
    });
  });
}

std::string difference(const Document& document, const Shop& shop, const ServerOutcome& found,
                       const Evaluation& scanned) {
  const Expected expected = evaluate(document, shop);
  const ServerEvaluation& evaluation = found.evaluation;
  if (evaluation.population != static_cast<std::int64_t>(shop.customers.size()))
    return fmt::format("population {}", evaluation.population);
  if (evaluation.funnel.size() != expected.now.size()) return "another number of filters";
  std::vector<const Filter*> filters;
  add_filters(document.groups, filters);
  std::int64_t before = evaluation.population;
  for (std::size_t i = 0; i < expected.now.size(); ++i) {
    const FunnelStep& step = evaluation.funnel[i];
    const FilterReport& report = evaluation.filters[i];
    if (step.before != before || step.now != expected.now[i] || report.alone != expected.alone[i]) {
      return fmt::format("filter {}: before {} now {} alone {}, found before {} now {} alone {}", i, before,
                         expected.now[i], expected.alone[i], step.before, step.now, report.alone);
    }
    if (report.missing != scanned.filters[i].missing)
      return fmt::format("filter {}: {} missing, found {}", i, scanned.filters[i].missing.value_or(-1),
                         report.missing.value_or(-1));
    if (asks_for_events(*filters[i]) && report.saw_events != has_events(filters[i]->scope, shop))
      return fmt::format("filter {}: saw events {}", i, report.saw_events);
    before = expected.now[i];
  }
  std::vector<std::string> members;
  for (std::size_t i = 0; i < shop.customers.size(); ++i) {
    if (expected.members[i]) members.push_back(shop.customers[i].id());
  }
  std::sort(members.begin(), members.end());
  if (found.members != members)
    return fmt::format("members {}, found {}", fmt::join(members, " "), fmt::join(found.members, " "));
  return evaluation.size == static_cast<std::int64_t>(members.size()) ? "" : "another size";
}

/// Dates are shown as they are kept, which differs.
bool shows_dates(const Filter& filter) {
  if (filter.kind == Filter::Kind::attribute) return attributes[filter.column].type == ValueType::date;
  return filter.kind == Filter::Kind::entity && purchase_columns[filter.column].type == ValueType::date;
}

/// Of one customer.
std::string difference(const Document& document, const ServerTrace& trace, const Evaluation& shown) {
  std::vector<const Filter*> filters;
  add_filters(document.groups, filters);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (trace.alone.at(i) != (shown.filters[i].alone == 1) ||
        trace.so_far.at(i) != (shown.funnel[i].now == 1))
      return fmt::format("filter {}: {} alone, {} so far", i, trace.alone[i], trace.so_far[i]);
    if (!shows_dates(*filters[i]) && trace.values.at(i) != shown.filters[i].value)
      return fmt::format("filter {}: saw \"{}\", found \"{}\"", i, shown.filters[i].value, trace.values[i]);
  }
  return "";
}

/// A customer drawn by chance beside ones that are not there.
std::string difference_of_look(const Document& document, const std::string& json, const Shop& shop,
                               const PostgresShop& there, const ShopDatabase& here, Random& random) {
  if (shop.customers.empty()) return there.look(json, {"nobody"}).empty() ? "" : "nobody is there";
  const std::size_t drawn = pick_index(random, shop.customers.size());
  const std::string& id = shop.customers[drawn].id();
  std::vector<std::string> absent{"nobody"};
  for (const Customer& customer : shop.departed) absent.push_back(customer.id());
  if (!there.look(json, absent).empty()) return "somebody who is not there";
  const auto traces = there.look(json, {id});
  if (traces.size() != 1 || traces.front().key != id) return "not found: " + id;
  return difference(document, traces.front(), here.show(here.read(json), here.numbers()[drawn]));
}

void check_documents(PostgresShop& there, int shops) {
  ShopDatabase here;
  Random random(20261128);
  for (int number = 0; number < shops; ++number) {
    const Shop shop = random_shop(random);
    here.fill(shop);
    there.fill(shop, random_types(random));
    for (int i = 0; i < documents_per_shop; ++i) {
      const Document document = random_document(random, shop);
      const std::string json = to_json(document, random);
      INFO(json);
      std::string wrong = difference(document, shop, there.evaluate(json), here.evaluate(json));
      if (wrong.empty() && i % 4 == 0) wrong = difference_of_look(document, json, shop, there, here, random);
      if (!wrong.empty()) {
        FAIL("shop " << number << " as of " << time_text(shop.as_of, 0) << ", " << there.described() << ": "
                     << wrong);
      }
    }
  }
}

}  // namespace

TEST_CASE("random documents agree with a walk over customers when a PostgreSQL server answers") {
  const auto server = PostgresServer::start();
  if (!server) return;
  ServerConnection connection({server->address()});
  connection.run("CREATE EXTENSION citext SCHEMA public");
  PostgresShop there(connection);
  check_documents(there, shops_asked(150));
}

TEST_CASE("random documents agree with a walk over customers that three PostgreSQL servers share") {
  std::vector<std::unique_ptr<PostgresServer>> servers(3);
  for (auto& server : servers) {
    server = PostgresServer::start();
    if (!server) return;
  }
  ServerConnection connection({servers.front()->address()});
  PartitionedShop there(connection, servers);
  check_documents(there, shops_asked(20));
}

}  // namespace audience::oracle
