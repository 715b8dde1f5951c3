// Personal values by the catalog, each looked up for others who share it only when a text holds it.
#include "storage/person_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/folded_text.hpp"
#include "base/folding.hpp"
#include "base/utf8.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

std::string key_of(std::string_view value) { return fold_letters(trimmed(value)); }

/// Whether enough of it is letters or digits to be a word: a dash in a column of names is nobody's.
bool has_letters(std::string_view text, std::size_t least) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    at += std::max<std::size_t>(decode_utf8(text, at, code), 1);
    letters += is_letter_or_digit(code) ? 1U : 0U;
  }
  return letters >= least;
}

}  // namespace

std::string json_list(const std::vector<std::string>& texts) {
  std::string list;
  JsonWriter json(list, JsonWriter::Style::compact);
  json.begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
  return list;
}

PersonNames::PersonNames(const Database& own, const Database* data, const Catalog& catalog,
                         const ErasedCustomers& erased, const std::vector<std::string>& ids)
    : own_(own),
      data_(data),
      catalog_(catalog),
      erased_(erased),
      id_list_(json_list(ids)),
      ids_(ids.begin(), ids.end()) {
  for (const std::string& id : ids) folded_ids_.insert(fold_letters(id));
  for (const Attribute& attribute : catalog_.attributes) {
    if (attribute.personal && attribute.column != catalog_.key) columns_.push_back(attribute.column);
  }
  if (data_ != nullptr) read_values();
  finder_ = NameFinder(names());
}

void PersonNames::read_values() {
  std::string sql = "SELECT 1";
  for (const std::string& column : columns_) sql += ", " + sql_name(column);
  const std::string key = sql_name(catalog_.key);
  // The own table has ids as text: customers_by_id finds them.
  const bool indexed = catalog_.database.empty() && catalog_.customers_table == "customers";
  Statement row =
      data_->prepare(sql + " FROM " + sql_name(catalog_.customers_table) + " WHERE " +
                     (indexed ? key : "CAST(" + key + " AS TEXT)") + " IN (SELECT value FROM json_each(?))");
  row.bind_all(id_list_);
  while (row.step()) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string value = key_of(row.text(static_cast<int>(i + 1)));
      if (!value.empty()) columns_of_[value].insert(columns_[i]);
    }
  }
}

std::vector<std::string> PersonNames::names() const {
  constexpr std::size_t least_of_id = 1, least_of_value = 2;
  std::vector<std::string> names;
  for (const std::string& id : ids_) {
    if (has_letters(id, least_of_id)) names.push_back(id);
  }
  for (const auto& [value, columns] : columns_of_) {
    if (has_letters(value, least_of_value)) names.push_back(value);
  }
  return names;
}

bool PersonNames::is_unique(const std::string& value) {
  const auto asked = unique_.find(value);
  if (asked != unique_.end()) return asked->second;
  bool unique = true;
  for (const std::string& column : columns_of_[value]) {
    Statement other =
        data_->prepare("SELECT 1 FROM " + sql_name(catalog_.customers_table) + " WHERE lower(trim(CAST(" +
                       sql_name(column) + " AS TEXT))) = ?1 AND CAST(" + sql_name(catalog_.key) +
                       " AS TEXT) NOT IN (SELECT value FROM json_each(?2)) LIMIT 1");
    other.bind_all(value, id_list_);
    unique = unique && !other.step();
  }
  return unique_[value] = unique;
}

bool PersonNames::names_someone(const Attribute* attribute, std::string_view text) {
  const bool telling = is_telling(text);
  const bool of_key = attribute != nullptr && attribute->column == catalog_.key;
  if ((of_key || telling) && (is_id(text) || erased_.contains(text))) return true;
  const bool personal = attribute != nullptr && attribute->personal && !of_key;
  if (!personal && !telling) return false;
  const std::string value = key_of(text);
  const auto found = columns_of_.find(value);
  const bool held = found != columns_of_.end() && (telling || found->second.contains(attribute->column));
  if (held && is_unique(value)) {
    texts_met_.insert(value);
    return true;
  }
  return erased_.contains_value(value);
}

bool PersonNames::is_theirs_alone(std::string_view text, const FoundName& name) {
  if (!folded_ids_.contains(name.name) && !is_unique(name.name)) return false;
  const std::string_view written = text.substr(name.at, name.length);
  const std::vector<std::string> around = texts_around(text, name);
  const bool stands_alone = around.size() == 1 && (is_id(written) || columns_of_.contains(name.name));
  if (stands_alone) return true;
  const auto place = std::make_tuple(around.front(), name.at, name.name);
  if (const auto known = of_another_.find(place); known != of_another_.end()) return !known->second;
  // A log may hold an id in a million words: then all further ones count.
  constexpr std::size_t most_looked_up = 10'000;
  if (of_another_.size() >= most_looked_up) return true;
  return !(of_another_[place] = is_of_another(around));
}

/// Ids letter by letter, by the index of audience_customers; another program's keys by a pass.
bool PersonNames::is_of_another(const std::vector<std::string>& texts) const {
  const std::string list = json_list(texts);
  Statement numbered = own_.prepare(
      "SELECT 1 FROM audience_customers WHERE customer_id IN (SELECT value FROM json_each(?1)) AND "
      "customer_id NOT IN (SELECT value FROM json_each(?2)) LIMIT 1");
  numbered.bind_all(list, id_list_);
  if (numbered.step()) return true;
  if (data_ == nullptr) return false;
  if (data_ != &own_) {
    Statement keyed =
        data_->prepare(fmt::format("SELECT 1 FROM {0} WHERE CAST({1} AS TEXT) IN (SELECT value FROM "
                                   "json_each(?1)) AND CAST({1} AS TEXT) NOT IN (SELECT value FROM "
                                   "json_each(?2)) LIMIT 1",
                                   sql_name(catalog_.customers_table), sql_name(catalog_.key)));
    keyed.bind_all(list, id_list_);
    if (keyed.step()) return true;
  }
  return has_value_of_another(texts);
}

/// Of addresses alone: nothing else that is personal goes on beyond a name.
bool PersonNames::has_value_of_another(const std::vector<std::string>& texts) const {
  std::vector<std::string> addresses;
  for (const std::string& text : texts) {
    if (text.find('@') == std::string::npos) continue;
    addresses.push_back(fold_case(text));
  }
  if (addresses.empty()) return false;
  const std::string list = json_list(addresses);
  return std::any_of(columns_.begin(), columns_.end(), [&](const std::string& column) {
    Statement other = data_->prepare(
        fmt::format("SELECT 1 FROM {} WHERE lower(trim(CAST({} AS TEXT))) IN (SELECT value FROM "
                    "json_each(?1)) AND CAST({} AS TEXT) NOT IN (SELECT value FROM json_each(?2)) LIMIT 1",
                    sql_name(catalog_.customers_table), sql_name(column), sql_name(catalog_.key)));
    other.bind_all(list, id_list_);
    return other.step();
  });
}

void PersonNames::met(std::string_view text) { texts_met_.insert(key_of(text)); }

bool PersonNames::is_value_of(const Attribute& attribute, std::string_view text) const {
  const auto found = columns_of_.find(key_of(text));
  return found != columns_of_.end() && found->second.contains(attribute.column);
}

bool PersonNames::is_value(std::string_view text) const { return columns_of_.contains(key_of(text)); }

std::vector<std::string> PersonNames::telling_values() const {
  std::vector<std::string> telling;
  for (const auto& [value, columns] : columns_of_) {
    if (is_telling(value)) telling.push_back(value);
  }
  return telling;
}

}  // namespace audience
