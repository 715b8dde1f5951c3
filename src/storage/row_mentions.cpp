// Column by column, each to its first name.
#include "storage/row_mentions.hpp"

#include <fmt/format.h>

#include "storage/schema_reader.hpp"

namespace audience {
namespace {

struct TextColumn {
  std::string table, column;
  std::string owner;  ///< the column with the customer's key; empty: rows are of nobody
};

std::vector<TextColumn> text_columns(const Catalog& catalog) {
  std::vector<TextColumn> columns{{"audience_products", "product_id", {}}};
  if (!catalog.database.empty()) return columns;
  for (const Attribute& attribute : catalog.attributes) {
    if (attribute.type == ValueType::text && attribute.column != catalog.key)
      columns.push_back({catalog.customers_table, attribute.column, catalog.key});
  }
  for (const Event& event : catalog.events) {
    for (const EventColumn& column : event.columns) {
      if (column.type == ValueType::text) columns.push_back({event.table, column.column, event.customer});
    }
  }
  return columns;
}

bool holds_name(const Database& own, const TextColumn& text, PersonNames& names, const std::string& id_list) {
  std::string sql = fmt::format("SELECT {} FROM {}", sql_name(text.column), sql_name(text.table));
  // Theirs are there still in a dry run.
  if (!text.owner.empty()) {
    sql +=
        fmt::format(" WHERE CAST({} AS TEXT) NOT IN (SELECT value FROM json_each(?))", sql_name(text.owner));
  }
  Statement row = own.prepare(sql);
  if (!text.owner.empty()) row.bind_all(id_list);
  while (row.step()) {
    const std::string_view cell = row.text(0);
    const auto counts = [&](const FoundName& name) {
      return name.mention == Mention::certain && names.is_theirs_alone(cell, name);
    };
    if (!names.finder().find(cell, NameSearch::telling, counts).empty()) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> columns_naming(const Database& own, const Catalog& catalog, PersonNames& names,
                                        const std::vector<std::string>& ids) {
  const std::string id_list = json_list(ids);
  std::vector<std::string> naming;
  for (const TextColumn& text : text_columns(catalog)) {
    if (is_table(own, text.table) && holds_name(own, text, names, id_list))
      naming.push_back(text.table == "audience_products" ? "purchases.product_id"
                                                         : text.table + "." + text.column);
  }
  return naming;
}

}  // namespace audience
