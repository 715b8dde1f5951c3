// A first catalog for a database that nobody has described: by keys, types and the names people usually give.
#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "model/catalog.hpp"
#include "model/catalog_schema.hpp"
#include "model/name_words.hpp"
#include "model/window.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

using Names = std::vector<std::string_view>;
using Columns = std::vector<SchemaColumn>;

bool is_one_of(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool holds_any(std::string_view name, const Names& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return name.find(part) != std::string_view::npos; });
}

/// Tables and columns without those that no catalog file could name.
Schema writable(const Schema& schema) {
  Schema kept;
  for (const auto& [table, columns] : schema) {
    if (!can_be_written(table)) continue;
    for (const SchemaColumn& column : columns) {
      if (can_be_written(column.name)) kept[table].push_back(column);
    }
  }
  return kept;
}

const SchemaColumn* find_column(const Columns& columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return folded(c.name) == name; });
  return found == columns.end() ? nullptr : &*found;
}

bool is_own_key(const Columns& columns, const SchemaColumn& column) {
  const auto parts =
      std::count_if(columns.begin(), columns.end(), [](const auto& c) { return c.primary_key; });
  return column.primary_key && parts == 1;
}

/// The column with the highest score above 0, of equals the first.
template <typename Score>
const SchemaColumn* best_column(const Columns& columns, const Score& score) {
  const SchemaColumn* best = nullptr;
  int most = 0;
  for (const SchemaColumn& column : columns) {
    const int points = score(column);
    if (points <= most) continue;
    most = points;
    best = &column;
  }
  return best;
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

  static const std::string* key_of(const std::string& table, const Columns& columns) {
    for (const SchemaColumn& column : columns) {
      if (is_own_key(columns, column)) return &column.name;
    }
    for (const std::string& name :
         {row_name(table) + "id", std::string("customerid"), std::string("userid"), row_name(table),
          std::string("id"), std::string("uuid"), std::string("email")}) {
      if (const SchemaColumn* column = find_column(columns, name)) return &column->name;
    }
    return nullptr;
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

  static int likeness_of_name(const std::string& table) {
    static const std::vector<std::pair<std::string_view, int>> usual{
        {"customer", 200}, {"client", 160},  {"buyer", 160},   {"shopper", 160},
        {"consumer", 150}, {"user", 130},    {"member", 120},  {"subscriber", 120},
        {"person", 110},   {"contact", 110}, {"account", 100}, {"profile", 80}};
    const std::string row = row_name(table);
    const auto found =
        std::find_if(usual.begin(), usual.end(), [&](const auto& one) { return one.first == row; });
    if (found == usual.end()) return 0;
    return singular(folded(table)) == row ? found->second : found->second / 2;
  }

  static int reference_points(const Columns& columns, const std::string& table, const std::string& key) {
    const SchemaColumn* column = reference_to(columns, table, key);
    if (column == nullptr) return 0;
    return folded(column->references) == folded(table) ? 50 : 25;
  }

  /// The column that says whose row it is: by foreign key, else by name.
  static const SchemaColumn* reference_to(const Columns& columns, const std::string& table,
                                          const std::string& key) {
    const std::string row = row_name(table);
    const std::string key_name = folded(key);
    const bool telling =
        !is_one_of(key_name, {"id", "uuid", "guid", "key", "code", "number", "name", "rowid", "pk"});
    return best_column(columns, [&](const SchemaColumn& column) {
      const std::string name = folded(column.name);
      const bool usual = (telling && name == key_name) || name == row || name == row + "id" ||
                         name == row + "key" || name == row + "uuid" || name == row + "ref" ||
                         name == row + "number" || name == row + "no";
      const bool foreign_key = folded(column.references) == folded(table);
      // A foreign key to some other table is somebody else's, whatever its name.
      if (!foreign_key && (!column.references.empty() || is_own_key(columns, column))) return 0;
      return (foreign_key ? 2 : 0) + (usual ? 1 : 0);
    });
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

  static const SchemaColumn* first_named(const Columns& columns, const Names& names) {
    for (const auto name : names) {
      if (const SchemaColumn* column = find_column(columns, std::string(name))) return column;
    }
    return nullptr;
  }

  static int product_points(const SchemaColumn& column) {
    const std::string name = folded(column.name);
    if (name == "productid") return 9;
    if (is_one_of(name, {"sku", "stockcode", "productcode", "isbn", "ean"})) return 8;
    const auto list = words(column.name);
    const std::string first = list.empty() ? std::string{} : list.front();
    if (!is_one_of(first, {"product", "item", "article"})) return 0;
    const bool telling =
        list.size() == 1 || is_one_of(list.back(), {"id", "code", "key", "number", "no", "sku"});
    return telling ? 7 : column.type == ValueType::text ? 5 : 0;
  }

  void add_event(const std::string& table, const Columns& columns) {
    const SchemaColumn* customer = customer_of(columns);
    if (customer == nullptr) return;
    const SchemaColumn* time = best_column(
        columns, [&](const SchemaColumn& column) { return &column == customer ? 0 : time_points(column); });
    if (time == nullptr) return;
    Event event;
    const bool reserved = table == "customer" || table == "audience" || split_window(table);
    event.name = reserved ? table + "_events" : table;
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

  /// The time something happened rather than one at which its row was changed, or that is still to come.
  static int time_points(const SchemaColumn& column) {
    const auto list = words(column.name);
    if (list.empty() || column.type == ValueType::boolean) return 0;
    const std::string& last = list.back();
    const bool of_length = is_one_of(last, {"ms", "millis", "utc", "unix"}) && list.size() > 1;
    const std::string& telling = of_length ? list[list.size() - 2] : last;
    const bool on = telling == "on" && column.type != ValueType::number;
    const bool named = on || telling.ends_with("date") || telling.ends_with("timestamp") ||
                       telling.ends_with("datetime") ||
                       is_one_of(telling, {"at", "time", "ts", "created", "when", "epoch", "day", "seen"});
    const bool is_date = column.type == ValueType::date;
    if (!named && !is_date) return 0;
    const std::string name = folded(column.name);
    if (holds_any(name, {"birth", "dob"})) return 0;
    const bool later =
        holds_any(name, {"updat", "modif", "delet", "expir", "due", "cancel", "chang", "return", "end",
                         "valid", "ship", "deliver", "close", "sync", "load"});
    const bool vague = last == "time" && list.size() > 1 && !is_date;
    return (named ? 4 : 0) + (is_date ? 4 : 0) + 2 - (later ? 2 : 0) - (vague ? 1 : 0);
  }

  static TimeFormat time_format_of(const SchemaColumn& time) {
    if (time.type != ValueType::integer && time.type != ValueType::number) return TimeFormat::iso8601;
    const std::string name = folded(time.name);
    const bool milliseconds = words(time.name).back() == "ms" || holds_any(name, {"milli"});
    return milliseconds ? TimeFormat::unix_milliseconds : TimeFormat::unix_seconds;
  }

  static int entity_points(const Columns& columns, const SchemaColumn& column) {
    if (is_own_key(columns, column) || is_personal(column)) return 0;
    if (const int points = product_points(column); points > 0) return points;
    if (is_one_of(folded(column.name), {"url", "pageurl", "page", "path", "link"})) return 4;
    if (!column.references.empty()) return column.type == ValueType::text ? 3 : 1;
    return column.type == ValueType::text ? 2 : 0;
  }

  static bool is_personal(const SchemaColumn& column) {
    if (column.type == ValueType::boolean) return false;
    const std::string name = folded(column.name);
    return is_one_of(name, {"name", "fullname", "firstname", "lastname", "middlename", "givenname",
                            "familyname", "forename", "nickname", "username", "displayname", "customername",
                            "clientname", "contactname", "login", "dob", "mail", "fax"}) ||
           is_secret(column) ||
           holds_any(name, {"email", "surname", "phone", "mobile", "street", "address", "birth", "iban",
                            "passport"});
  }

  static bool is_secret(const SchemaColumn& column) {
    const auto list = words(column.name);
    return std::any_of(list.begin(), list.end(), [](const std::string& word) {
      return word.starts_with("passw") || is_one_of(word, {"token", "secret", "hash", "salt"});
    });
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
