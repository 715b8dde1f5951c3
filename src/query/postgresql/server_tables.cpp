// Names to columns.
#include "query/postgresql/server_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "audience/error.hpp"
#include "model/wording.hpp"
#include "storage/database.hpp"

namespace audience {
namespace {

bool is_integer(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end;
}

/// Digits and perhaps a point.
bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count > 0;
  };
  if (!digits()) return false;
  if (!text.starts_with('.')) return text.empty();
  text.remove_prefix(1);
  return digits() && text.empty();
}

/// As the server writes them.
bool is_uuid(const std::string& text) {
  constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char in_form) {
    return in_form == '-' ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace

const ServerTable& ServerTables::table(const std::string& name) const {
  const auto found = schema_.tables.find(name);
  if (found != schema_.tables.end()) return found->second;
  throw Error(ErrorKind::database_unusable, "the server has no table " + in_quotes(name),
              "check the catalog, and that you may read the table");
}

const ServerColumn& ServerTables::column(const ServerTable& table, const std::string& name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const ServerColumn& column) { return column.name == name; });
  if (found != table.columns.end()) return *found;
  throw Error(ErrorKind::database_unusable,
              fmt::format("the server's table {} has no column {}", table.name, in_quotes(name)),
              "check the catalog");
}

const ServerColumn& ServerTables::column_of(const Event& event, const std::string& name) const {
  const EventColumn* known = event.find_column(name);
  return column(table_of(event), known == nullptr ? name : known->column);
}

std::string sql_name(const ServerTable& table) {
  return sql_name(std::string_view(table.schema)) + "." + sql_name(std::string_view(table.name));
}

ServerKey::ServerKey(const ServerTables& tables) : column_(tables.key()), form_(form_of(column_)) {}

ServerKey::Form ServerKey::form_of(const ServerColumn& column) {
  if (column.type == "int2" || column.type == "int4" || column.type == "int8" || column.type == "numeric")
    return Form::number;
  if (column.type == "uuid") return Form::uuid;
  static_cast<void>(ServerValue::of_column("k", column, ValueType::text));
  return Form::text;
}

std::string ServerKey::sql_of(const ServerColumn& column, std::string_view alias) {
  if (form_of(column) == Form::text) return ServerValue::of_column(alias, column, ValueType::text).sql();
  return fmt::format("{}.{}", alias, sql_name(std::string_view(column.name)));
}

std::string ServerKey::of_member(std::string_view alias) const {
  ServerColumn member = column_;
  member.name = "customer_key";
  return sql_of(member, alias);
}

std::string ServerKey::text(std::string_view alias) const { return sql(alias) + "::text"; }

std::string ServerKey::order(std::string_view alias) const {
  return form_ == Form::text ? sql(alias) + " COLLATE \"C\"" : sql(alias);
}

std::string_view ServerKey::type() const {
  if (form_ == Form::number) return column_.type == "numeric" ? "numeric" : "bigint";
  return form_ == Form::uuid ? "uuid" : "text";
}

std::vector<std::string> ServerKey::acceptable(const std::vector<std::string>& keys) const {
  std::vector<std::string> good;
  const auto is_good = [&](const std::string& key) {
    if (form_ == Form::number) return column_.type == "numeric" ? is_decimal(key) : is_integer(key);
    return form_ == Form::uuid ? is_uuid(key) : key.find('\0') == std::string::npos;
  };
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(good), is_good);
  return good;
}

std::string ServerKey::reference(std::string_view alias, const ServerColumn& column) const {
  if (form_of(column) != form_) {
    throw NotOnServer(
        fmt::format("column {} is {} on the server and the key {} is {}, which are never "
                    "equal; give them one type in a view",
                    in_quotes(column.name), column.type, in_quotes(column_.name), column_.type));
  }
  return sql_of(column, alias);
}

}  // namespace audience
