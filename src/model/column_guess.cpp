// Points for the names that people usually give.
#include "model/column_guess.hpp"

#include <utility>

#include "model/name_words.hpp"

namespace audience {
namespace {

bool holds_any(std::string_view name, const Names& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return name.find(part) != std::string_view::npos; });
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

}  // namespace

bool is_one_of(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const SchemaColumn* first_named(const Columns& columns, const Names& names) {
  for (const auto name : names) {
    if (const SchemaColumn* column = find_column(columns, std::string(name))) return column;
  }
  return nullptr;
}

const std::string* key_of(const std::string& table, const Columns& columns) {
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

const SchemaColumn* reference_to(const Columns& columns, const std::string& table, const std::string& key) {
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

int likeness_of_name(const std::string& table) {
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

int reference_points(const Columns& columns, const std::string& table, const std::string& key) {
  const SchemaColumn* column = reference_to(columns, table, key);
  if (column == nullptr) return 0;
  return folded(column->references) == folded(table) ? 50 : 25;
}

int product_points(const SchemaColumn& column) {
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

int time_points(const SchemaColumn& column) {
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
  const bool later = holds_any(name, {"updat", "modif", "delet", "expir", "due", "cancel", "chang", "return",
                                      "end", "valid", "ship", "deliver", "close", "sync", "load"});
  const bool vague = last == "time" && list.size() > 1 && !is_date;
  return (named ? 4 : 0) + (is_date ? 4 : 0) + 2 - (later ? 2 : 0) - (vague ? 1 : 0);
}

TimeFormat time_format_of(const SchemaColumn& time) {
  if (time.type != ValueType::integer && time.type != ValueType::number) return TimeFormat::iso8601;
  const std::string name = folded(time.name);
  const bool milliseconds = words(time.name).back() == "ms" || holds_any(name, {"milli"});
  return milliseconds ? TimeFormat::unix_milliseconds : TimeFormat::unix_seconds;
}

bool is_secret(const SchemaColumn& column) {
  const auto list = words(column.name);
  return std::any_of(list.begin(), list.end(), [](const std::string& word) {
    return word.starts_with("passw") || is_one_of(word, {"token", "secret", "hash", "salt"});
  });
}

bool is_personal(const SchemaColumn& column) {
  if (column.type == ValueType::boolean) return false;
  const std::string name = folded(column.name);
  return is_one_of(name, {"name", "fullname", "firstname", "lastname", "middlename", "givenname",
                          "familyname", "forename", "nickname", "username", "displayname", "customername",
                          "clientname", "contactname", "login", "dob", "mail", "fax"}) ||
         is_secret(column) ||
         holds_any(name,
                   {"email", "surname", "phone", "mobile", "street", "address", "birth", "iban", "passport"});
}

int entity_points(const Columns& columns, const SchemaColumn& column) {
  if (is_own_key(columns, column) || is_personal(column)) return 0;
  if (const int points = product_points(column); points > 0) return points;
  if (is_one_of(folded(column.name), {"url", "pageurl", "page", "path", "link"})) return 4;
  if (!column.references.empty()) return column.type == ValueType::text ? 3 : 1;
  return column.type == ValueType::text ? 2 : 0;
}

}  // namespace audience
