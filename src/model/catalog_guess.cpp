// A first catalog for a database that nobody has described: by keys, types and the names people usually give.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "model/catalog.hpp"
#include "model/catalog_schema.hpp"
#include "model/column_guess.hpp"
#include "model/name_words.hpp"
#include "model/window.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// Tables and columns without those that no catalog file could name, or no filter test.
Schema writable(const Schema& schema) {
  Schema kept;
  for (const auto& [table, columns] : schema) {
    if (!can_be_written(table)) continue;
    for (const SchemaColumn& column : columns) {
      if (can_be_written(column.name) && column.unusable.empty()) kept[table].push_back(column);
    }
  }
  return kept;
}

class Guess {
 public:
  explicit Guess(const Schema& schema) : schema_(writable(schema)) {}

  Catalog draft() {
    find_customers();
    find_recommendations();
    for (const auto& [table, columns] : schema_) {
      const bool taken = catalog_.recommendations && catalog_.recommendations->table == table;
      if (table != catalog_.customers_table && !taken) add_event(table, columns);
    }
    add_attributes();
    return std::move(catalog_);
  }

 private:
  void find_customers() {
    int most = 0;
    for (const auto& [table, columns] : schema_) {
      const std::string* key = key_of(table, columns);
      const int points = key != nullptr ? likeness(table, columns, *key) : 0;
      if (points <= most) continue;
      most = points;
      catalog_.customers_table = table;
      catalog_.key = *key;
    }
    if (most > 0) return;
    std::vector<std::string> tables;
    for (const auto& [table, columns] : schema_) tables.push_back(table);
    const std::string has =
        tables.empty() ? "the database has no tables" : "the tables are " + enumerate(tables);
    throw Error(
        ErrorKind::invalid_input, fmt::format("no table looks like customers; {}", has),
        R"(write a catalog file that names the table and its key: {"customers": {"table": "…", "key": "…"}})");
  }

  /// How much a table looks like customers; 0: not at all. Three references outweigh any difference between
  /// usual names.
  [[nodiscard]] int likeness(const std::string& table, const Columns& columns, const std::string& key) const {
    int points = likeness_of_name(table);
    const auto of_persons = std::count_if(columns.begin(), columns.end(), [](const SchemaColumn& column) {
      return is_one_of(folded(column.name),
                       {"email", "emailaddress", "firstname", "lastname", "fullname", "surname", "gender",
                        "phone", "phonenumber", "mobile", "birthdate", "birthday", "dateofbirth", "dob"});
    });
    const bool of_others =
        is_one_of(row_name(table), {"employee", "staff", "supplier", "vendor", "admin", "order", "invoice"});
    if (points == 0 && (of_persons < 2 || of_others)) return 0;
    int references = 0;
    for (const auto& [other, its_columns] : schema_) {
      if (other != table) references += reference_points(its_columns, table, key);
    }
    return points + std::min(references, 150) + static_cast<int>(std::min<std::ptrdiff_t>(of_persons, 4)) * 5;
  }

  [[nodiscard]] const SchemaColumn* customer_of(const Columns& columns) const {
    return reference_to(columns, catalog_.customers_table, catalog_.key);
  }

  void find_recommendations() {
    for (const auto& [table, columns] : schema_) {
      const auto list = words(table);
      const bool named = std::any_of(list.begin(), list.end(), [](const std::string& word) {
        return word.starts_with("recommend") || is_one_of(word, {"rec", "recs", "reco", "recos"});
      });
      if (!named || table == catalog_.customers_table) continue;
      const SchemaColumn* customer = customer_of(columns);
      const SchemaColumn* rank = first_named(columns, {"rank", "position", "pos", "place", "ranking"});
      const SchemaColumn* product = best_column(columns, [&](const SchemaColumn& column) {
        return &column == customer || &column == rank ? 0 : product_points(column);
      });
      if (customer == nullptr || rank == nullptr || product == nullptr) continue;
      catalog_.recommendations =
          RecommendationsTable{table, customer->name, product->name, rank->name, std::nullopt};
      const SchemaColumn* type = first_named(
          columns, {"recommendationstype", "recommendationtype", "type", "kind", "strategy", "model"});
      if (type != nullptr) catalog_.recommendations->type = type->name;
      return;
    }
  }

  void add_event(const std::string& table, const Columns& columns) {
    const SchemaColumn* customer = customer_of(columns);
    if (customer == nullptr) return;
    const SchemaColumn* time = best_column(
        columns, [&](const SchemaColumn& column) { return &column == customer ? 0 : time_points(column); });
    if (time == nullptr) return;
    Event event;
    const std::string name = event_name(table);
    const bool reserved = name == "customer" || name == "audience" || split_window(name);
    event.name = reserved ? name + "_events" : name;
    event.group = event.name;
    event.table = table;
    event.customer = customer->name;
    event.time = time->name;
    event.time_format = time_format_of(*time);
    const SchemaColumn* entity = best_column(columns, [&](const SchemaColumn& column) {
      return &column == customer || &column == time ? 0 : entity_points(columns, column);
    });
    if (entity != nullptr) event.entity = entity->name;
    catalog_.events.push_back(std::move(event));
  }

  /// A server's table without its schema, unless another has that name.
  [[nodiscard]] std::string event_name(const std::string& table) const {
    const std::size_t dot = table.rfind('.');
    if (dot == std::string::npos || dot + 1 == table.size()) return table;
    const std::string name = table.substr(dot + 1);
    const bool is_taken = std::any_of(schema_.begin(), schema_.end(), [&](const auto& other) {
      return other.first == name || (other.first != table && other.first.ends_with("." + name));
    });
    return is_taken ? table : name;
  }

  void add_attributes() {
    catalog_.listing.push_back(catalog_.key);
    for (const SchemaColumn& column : schema_.at(catalog_.customers_table)) {
      const bool is_key = column.name == catalog_.key;
      const bool personal = is_key || is_personal(column);
      const std::string name = attribute_name(column.name);
      if (name.empty()) continue;
      Attribute attribute{name,        column.name, personal ? "identity" : catalog_.further_group,
                          column.type, {name},      personal};
      if (name != column.name) attribute.value_names.push_back(column.name);
      catalog_.attributes.push_back(std::move(attribute));
      if (!is_key && !is_secret(column)) catalog_.listing.push_back(column.name);
    }
  }

  /// The column's own name, unless it means an event or other audiences; empty where no name is left.
  [[nodiscard]] std::string attribute_name(const std::string& column) const {
    const auto taken = [&](const std::string& name) {
      return name == "audience" || catalog_.find_event(name) != nullptr;
    };
    if (!taken(column)) return column;
    std::string longer = "customer_" + column;
    const auto& columns = schema_.at(catalog_.customers_table);
    const bool is_column =
        std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return c.name == longer; });
    return taken(longer) || is_column ? std::string{} : longer;
  }

  Schema schema_;
  Catalog catalog_;
};

}  // namespace

Catalog guess_catalog(const Schema& schema, const std::string& database) {
  // Read back as a file, so that it is complete and `init --catalog` takes what is written here.
  Faults faults;
  Catalog catalog = parse_catalog(to_json(Guess(schema).draft()), &schema, faults);
  if (!faults.empty()) throw Error(ErrorKind::unexpected, faults.to_text("guessed catalog"));
  catalog.database = database;  // a path need not be UTF-8
  return catalog;
}

}  // namespace audience
