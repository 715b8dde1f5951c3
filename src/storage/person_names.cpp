// Personal values by the catalog, each looked up for others who share it only when a text holds it.
#include "storage/person_names.hpp"

#include "base/folding.hpp"
#include "json/json_writer.hpp"

namespace audience {

std::string json_list(const std::vector<std::string>& texts) {
  std::string list;
  JsonWriter json(list, JsonWriter::Style::compact);
  json.begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
  return list;
}

PersonNames::PersonNames(const Database* data, const Catalog& catalog, const ErasedCustomers& erased,
                         const std::vector<std::string>& ids)
    : data_(data),
      catalog_(catalog),
      erased_(erased),
      id_list_(json_list(ids)),
      ids_(ids.begin(), ids.end()) {
  if (data_ != nullptr) read_values();
}

void PersonNames::read_values() {
  std::vector<std::string> columns;
  std::string sql = "SELECT 1";
  for (const Attribute& attribute : catalog_.attributes) {
    if (!attribute.personal || attribute.column == catalog_.key) continue;
    columns.push_back(attribute.column);
    sql += ", " + sql_name(attribute.column);
  }
  const std::string key = sql_name(catalog_.key);
  // The own table has ids as text: customers_by_id finds them.
  const bool indexed = catalog_.database.empty() && catalog_.customers_table == "customers";
  Statement row =
      data_->prepare(sql + " FROM " + sql_name(catalog_.customers_table) + " WHERE " +
                     (indexed ? key : "CAST(" + key + " AS TEXT)") + " IN (SELECT value FROM json_each(?))");
  row.bind_all(id_list_);
  while (row.step()) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string_view value = row.text(static_cast<int>(i + 1));
      if (!value.empty()) columns_of_[fold_case(value)].insert(columns[i]);
    }
  }
}

bool PersonNames::is_unique(const std::string& value) {
  const auto asked = unique_.find(value);
  if (asked != unique_.end()) return asked->second;
  bool unique = true;
  for (const std::string& column : columns_of_[value]) {
    Statement other =
        data_->prepare("SELECT 1 FROM " + sql_name(catalog_.customers_table) + " WHERE lower(CAST(" +
                       sql_name(column) + " AS TEXT)) = ?1 AND CAST(" + sql_name(catalog_.key) +
                       " AS TEXT) NOT IN (SELECT value FROM json_each(?2)) LIMIT 1");
    other.bind_all(value, id_list_);
    unique = unique && !other.step();
  }
  return unique_[value] = unique;
}

bool PersonNames::names_someone(const Attribute* attribute, std::string_view text) {
  const bool telling = is_telling(text);
  const bool of_key = attribute != nullptr && attribute->column == catalog_.key;
  if ((of_key || telling) && is_id(text)) {
    ids_met_.emplace(text);
    return true;
  }
  if ((of_key || telling) && erased_.contains(text)) return true;
  const bool personal = attribute != nullptr && attribute->personal && !of_key;
  if (!personal && !telling) return false;
  const std::string value = fold_case(text);
  const auto found = columns_of_.find(value);
  const bool held = found != columns_of_.end() && (telling || found->second.contains(attribute->column));
  if (held && is_unique(value)) {
    values_met_.insert(value);
    return true;
  }
  return erased_.contains_value(value);
}

bool PersonNames::is_value_of(const Attribute& attribute, std::string_view text) const {
  const auto found = columns_of_.find(fold_case(text));
  return found != columns_of_.end() && found->second.contains(attribute.column);
}

std::vector<std::string> PersonNames::names() const {
  std::vector<std::string> names = telling_values();
  for (const std::string& id : ids_) {
    if (is_telling(id)) names.push_back(fold_case(id));
  }
  return names;
}

std::vector<std::string> PersonNames::telling_values() const {
  std::vector<std::string> telling = values();
  std::erase_if(telling, [](const std::string& value) { return !is_telling(value); });
  return telling;
}

std::vector<std::string> PersonNames::values() const {
  std::vector<std::string> values;
  for (const auto& [value, columns] : columns_of_) values.push_back(value);
  return values;
}

}  // namespace audience
