// Rows as literals, documents through the statements.
#include "postgres_shop.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/binding.hpp"
#include "query/postgresql/server_statement.hpp"

namespace audience::oracle {
namespace {

std::string literal_of(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal += c == '\'' ? std::string("''") : std::string(1, c);
  return literal + "'";
}

std::string time_literal(std::int64_t time, const std::string& type, TimeFormat format) {
  if (type == "int8")
    return std::to_string(format == TimeFormat::unix_milliseconds ? time * 1000 + 250 : time);
  // A fraction of a second changes nothing.
  const std::string text = time_text(time, 0) + (time % 3 == 0 ? ".75" : "");
  return type == "timestamptz" ? literal_of(text + "+00") : literal_of(text);
}

std::string cell_literal(const Value& value, ValueType type, const std::string& server_type) {
  if (const auto* text = std::get_if<std::string>(&value)) return literal_of(*text);
  const auto* ratio = std::get_if<Ratio>(&value);
  if (ratio == nullptr) return "NULL";
  const std::int64_t number = ratio->numerator;
  if (type == ValueType::date) return time_literal(number, server_type, TimeFormat::unix_seconds);
  if (type == ValueType::boolean)
    return server_type == "bool" ? (number == 1 ? "true" : "false") : std::to_string(number);
  return fmt::format("'{}e-3'::numeric", number);
}

std::string created(const std::string& type) {
  if (type == "citext") return "public.citext";
  return type == "bpchar" ? "char(20)" : type;
}

std::string definition(const std::vector<Column>& columns, const std::vector<std::string>& types) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i)
    text += fmt::format("{}{} {}", i > 0 ? ", " : "", columns[i].name, created(types[i]));
  return text;
}

void insert(std::string& sql, const std::string& row) { sql += (sql.ends_with("VALUES ") ? "" : ", ") + row; }

ServerTable table_of(const std::string& name, const std::vector<Column>& columns,
                     const std::vector<std::string>& types) {
  ServerTable table;
  table.schema = "public";
  table.name = name;
  for (std::size_t i = 0; i < columns.size(); ++i) table.columns.push_back({columns[i].name, types[i]});
  return table;
}

}  // namespace

ServerTypes random_types(Random& random) {
  static const std::vector<std::string> texts{"text", "text", "varchar", "citext"};
  static const std::vector<std::string> integers{"int2", "int4", "int8", "numeric", "float8", "float4"};
  static const std::vector<std::string> numbers{"float8", "float8", "numeric", "float4"};
  static const std::vector<std::string> booleans{"bool", "bool", "int2"};
  static const std::vector<std::string> dates{"timestamp", "timestamptz", "int8"};
  const auto type_of = [&](const Column& column) {
    switch (column.type) {
      case ValueType::integer:
        return one_of(random, integers);
      case ValueType::number:
        return one_of(random, numbers);
      case ValueType::boolean:
        return one_of(random, booleans);
      case ValueType::date:
        return one_of(random, dates);
      default:
        return one_of(random, texts);
    }
  };
  ServerTypes types;
  for (const Column& column : attributes) types.attributes.push_back(type_of(column));
  for (const Column& column : purchase_columns) types.purchase_columns.push_back(type_of(column));
  types.attributes[3] = chance(random, 25) ? "bpchar" : types.attributes[3];
  types.time = one_of(random, dates);
  if (types.time == "int8")
    types.format = chance(random, 50) ? TimeFormat::unix_seconds : TimeFormat::unix_milliseconds;
  return types;
}

void PostgresShop::learn(const ServerTypes& types) {
  types_ = types;
  schema_.tables.clear();
  schema_.tables["people"] = table_of("people", attributes, types.attributes);
  ServerTable& orders = schema_.tables["orders"] =
      table_of("orders", purchase_columns, types.purchase_columns);
  orders.columns.push_back({"buyer", types.attributes.front()});
  orders.columns.push_back({"at", types.time});
  Schema known;
  for (const Column& column : attributes) known["people"].push_back({column.name, column.type});
  for (const Column& column : purchase_columns) known["orders"].push_back({column.name, column.type});
  known["orders"].push_back({"buyer", ValueType::text});
  known["orders"].push_back({"at", ValueType::date});
  Faults faults;
  catalog_ = parse_catalog(
      fmt::format(R"({{"database": "postgresql://", "customers": {{"table": "people", "key": "customer_id",
        "further_group": "crm", "attributes": [{{"name": "customer-lifetime-value", "column": "clv_value",
        "value_names": ["clv", "clv_value", "customer-lifetime-value"]}}]}},
        "events": [{{"name": "purchases", "table": "orders", "customer": "buyer", "time": "at",
                    "time_format": "{}", "entity": "product_id"}}]}})",
                  name_of(types.format)),
      &known, faults);
  faults.throw_if_any("catalog");
}

std::string PostgresShop::described() const {
  return fmt::format("{}; {}; {} {}", fmt::join(types_.attributes, " "),
                     fmt::join(types_.purchase_columns, " "), types_.time, name_of(types_.format));
}

void PostgresShop::make_tables(const std::string& people, const std::string& orders) {
  run("DROP TABLE IF EXISTS public.people");
  run("DROP TABLE IF EXISTS public.orders");
  run("CREATE TABLE public.people(" + people + ")");
  run("CREATE TABLE public.orders(" + orders + ")");
}

void PostgresShop::fill(const Shop& shop, const ServerTypes& types) {
  learn(types);
  as_of_ = from_unix(shop.as_of);
  as_of_.whole_day = shop.whole_day;
  audiences_ = shop.audiences;
  make_tables(definition(attributes, types.attributes),
              fmt::format("buyer {}, at {}, {}", created(types.attributes.front()), types.time,
                          definition(purchase_columns, types.purchase_columns)));
  std::string people = "INSERT INTO public.people VALUES ";
  std::string orders = "INSERT INTO public.orders VALUES ";
  for (const auto* customers : {&shop.customers, &shop.departed}) {
    for (const Customer& customer : *customers) {
      std::vector<std::string> cells;
      for (std::size_t i = 0; i < attributes.size(); ++i)
        cells.push_back(cell_literal(customer.cells[i], attributes[i].type, types.attributes[i]));
      if (customers == &shop.customers) insert(people, fmt::format("({})", fmt::join(cells, ", ")));
      for (const Purchase& purchase : customer.purchases) {
        cells = {literal_of(customer.id()), time_literal(purchase.time, types.time, types.format)};
        for (std::size_t i = 0; i < purchase_columns.size(); ++i)
          cells.push_back(
              cell_literal(purchase.cells[i], purchase_columns[i].type, types.purchase_columns[i]));
        insert(orders, fmt::format("({})", fmt::join(cells, ", ")));
      }
    }
  }
  if (!people.ends_with("VALUES ")) run(people);
  if (!orders.ends_with("VALUES ")) run(orders);
}

template <typename Ask>
audience::Document PostgresShop::ask(const std::string& json, Ask ask) const {
  Faults faults;
  audience::Document document = parse_document(json, faults);
  std::vector<KnownAudience> known;
  for (const Audience& audience : audiences_) known.push_back({audience.id, audience.name, {}});
  bind_audiences(document, known, faults);
  const BoundDocument bound = bind_document(document, catalog_, faults);
  faults.throw_if_any("random");
  const ServerTables tables(catalog_, schema_);
  const auto members_of = [&](const std::string& id) {
    const auto found = std::find_if(audiences_.begin(), audiences_.end(),
                                    [&](const Audience& audience) { return audience.id == id; });
    return std::vector<std::string>(found->members.begin(), found->members.end());
  };
  const ServerQuestion question{document, bound, tables, as_of_, members_of};
  check_on_server(question, faults);
  faults.throw_if_any("random");
  ServerTransaction transaction(server_);
  ask(question);
  transaction.commit();
  return document;
}

ServerOutcome PostgresShop::evaluate(const std::string& json) const {
  ServerOutcome outcome;
  outcome.document = ask(json, [&](const ServerQuestion& question) {
    outcome.evaluation = evaluate_on_server(server_, question);
    each_member_on_server(server_, question, outcome.evaluation,
                          [&](std::string_view key) { outcome.members.emplace_back(key); });
  });
  return outcome;
}

std::vector<ServerTrace> PostgresShop::look(const std::string& json,
                                            const std::vector<std::string>& keys) const {
  std::vector<ServerTrace> traces;
  ask(json, [&](const ServerQuestion& question) { traces = look_on_server(server_, question, keys); });
  return traces;
}

}  // namespace audience::oracle
