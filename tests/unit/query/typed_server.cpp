// From hand-written rows to members.
#include "typed_server.hpp"

#include <fmt/format.h>

#include "audience/fault.hpp"
#include "model/binding.hpp"
#include "storage/database.hpp"

namespace audience {
namespace {

ValueType type_of(const std::string& type) {
  if (type.starts_with("int")) return ValueType::integer;
  if (type.starts_with("float") || type == "numeric") return ValueType::number;
  if (type == "bool") return ValueType::boolean;
  return type == "date" || type.starts_with("timestamp") ? ValueType::date : ValueType::text;
}

}  // namespace

void TypedServer::make(const std::string& people, const std::string& rows, const std::string& orders,
                       const std::string& order_rows) {
  const std::string place = sql_name(schema_name_) + ".";
  server_.run("DROP TABLE IF EXISTS " + place + "people");
  server_.run("DROP TABLE IF EXISTS " + place + "orders");
  server_.run("CREATE TABLE " + place + "people(" + people + ")");
  server_.run("INSERT INTO " + place + "people VALUES " + rows);
  if (!orders.empty()) server_.run("CREATE TABLE " + place + "orders(" + orders + ")");
  if (!order_rows.empty()) server_.run("INSERT INTO " + place + "orders VALUES " + order_rows);
  read_tables();
  read_catalog(!orders.empty());
}

void TypedServer::read_tables() {
  schema_.tables.clear();
  const auto rows = server_.rows(
      "SELECT c.relname, a.attname, CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'enum' ELSE "
      "coalesce(b.typname, t.typname) END, coalesce(l.collisdeterministic, true) FROM pg_class c JOIN "
      "pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN "
      "pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype LEFT JOIN pg_collation l ON l.oid = "
      "a.attcollation WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text) AND "
      "c.relkind = 'r' ORDER BY 1, a.attnum",
      {schema_name_});
  for (const auto& row : rows) {
    ServerTable& table = schema_.tables[*row[0]];
    table.schema = schema_name_;
    table.name = *row[0];
    table.columns.push_back({*row[1], *row[2], row[3] == "t"});
  }
}

void TypedServer::read_catalog(bool has_orders) {
  Schema known;
  for (const auto& [name, table] : schema_.tables) {
    for (const ServerColumn& column : table.columns)
      known[name].push_back({column.name, type_of(column.type)});
  }
  Faults faults;
  catalog_ = parse_catalog(
      fmt::format(R"({{"database": "postgresql://", "customers": {{"table": "people", "key": "id"}},
                      "events": [{}]}})",
                  has_orders ? R"({"name": "orders", "table": "orders", "customer": "who", "time": "at",
                                   "entity": "product"})"
                             : ""),
      &known, faults);
  faults.throw_if_any("catalog");
}

std::string TypedServer::ask(const std::string& filters, const std::string& limit) {
  const std::string json =
      fmt::format(R"({{"audience_name": "a", "filters": [{}]{}}})",
                  filters.empty() ? "" : R"({"filter_group": "g", "values": [)" + filters + "]}",
                  limit.empty() ? "" : R"(, "limit": )" + limit);
  Faults faults;
  const Document document = parse_document(json, faults);
  const BoundDocument bound = bind_document(document, catalog_, faults);
  faults.throw_if_any("a.json");
  const ServerTables tables(catalog_, schema_);
  const ServerQuestion question{document, bound, tables, as_of, {}};
  check_on_server(question, faults);
  faults.throw_if_any("a.json");
  ServerTransaction transaction(server_);
  evaluation_ = evaluate_on_server(server_, question);
  std::string members;
  each_member_on_server(server_, question, evaluation_, [&](std::string_view key) {
    members += members.empty() ? "" : " ";
    members += key;
  });
  transaction.commit();
  return members;
}

std::string TypedServer::fault(const std::string& filters, const std::string& limit) {
  try {
    return "members " + ask(filters, limit);
  } catch (const FaultyDocument& faulty) {
    const Fault& fault = faulty.files().front().faults.front();
    return fault.place.pointer + ": " + fault.message;
  }
}

}  // namespace audience
