// Kinds by the server's own types.
#include "query/postgresql/server_value.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/wording.hpp"
#include "query/postgresql/number_sql.hpp"
#include "query/postgresql/time_sql.hpp"
#include "storage/database.hpp"

namespace audience {
namespace {

bool is_integer(std::string_view type) { return type == "int2" || type == "int4" || type == "int8"; }

[[noreturn]] void refuse(const ServerColumn& column, ValueType type) {
  throw NotOnServer(
      fmt::format("column {} is {} on the server, which cannot be read exactly as {}; give it "
                  "that type in a view, or another type in the catalog",
                  in_quotes(column.name), column.type, name_of(type)));
}

ServerKind number_kind(const ServerColumn& column, ValueType type) {
  if (is_integer(column.type)) return ServerKind::integer;
  if (column.type == "float4") return ServerKind::float4;
  if (column.type == "float8") return ServerKind::float8;
  if (column.type == "numeric") return ServerKind::numeric;
  refuse(column, type);
}

ServerKind boolean_kind(const ServerColumn& column) {
  if (column.type == "bool") return ServerKind::boolean;
  if (is_integer(column.type)) return ServerKind::zero_or_one;
  refuse(column, ValueType::boolean);
}

ServerKind time_kind(const ServerColumn& column, TimeFormat format) {
  if (column.type == "date") return ServerKind::date;
  if (column.type == "timestamp") return ServerKind::timestamp;
  if (column.type == "timestamptz") return ServerKind::timestamptz;
  if (!is_integer(column.type)) refuse(column, ValueType::date);
  return format == TimeFormat::unix_milliseconds ? ServerKind::unix_milliseconds : ServerKind::unix_seconds;
}

/// Compared by bytes whatever the column's collation: a deterministic one calls equal what is.
std::string text_of(const std::string& sql, const ServerColumn& column) {
  const bool is_plain = column.type == "text" || column.type == "varchar";
  if (is_plain && column.deterministic) return sql;
  if (is_plain) return sql + " COLLATE \"C\"";
  const bool as_text = column.type == "bpchar" || column.type == "citext" || column.type == "enum" ||
                       column.type == "uuid" || column.type == "name" || is_integer(column.type);
  if (!as_text) refuse(column, ValueType::text);
  return fmt::format("{}::text COLLATE \"C\"", sql);
}

std::string escaped(std::string_view part) {
  std::string pattern;
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return pattern;
}

std::string pattern_of(TextMatch match, std::string_view part) {
  return (match == TextMatch::starts_with ? "" : "%") + escaped(part) +
         (match == TextMatch::ends_with ? "" : "%");
}

std::string text_test(const std::string& sql, const TextTest& test, StatementParameters& parameters) {
  std::vector<std::string> texts;
  for (const std::string& text : test.texts) {
    if (text.find('\0') != std::string::npos) continue;  // no text of a server holds one
    texts.push_back(test.match == TextMatch::exact ? text : pattern_of(test.match, text));
  }
  if (test.match == TextMatch::exact && texts.size() == 1)
    return fmt::format("{} = {}", sql, parameters.add(texts.front(), "text"));
  if (test.match == TextMatch::exact)
    return fmt::format("{} = ANY ({})", sql, parameters.add_list(texts, "text"));
  // Under "C" only the letters of ASCII have a case.
  return fmt::format("lower({} COLLATE \"C\") LIKE ANY ({})", sql, parameters.add_list(texts, "text"));
}

std::string boolean_test(const std::string& value, BooleanTest test) {
  if (test.accepts_true && test.accepts_false) return fmt::format("({}) IS NOT NULL", value);
  if (test.accepts_true) return value;
  return test.accepts_false ? fmt::format("NOT {}", value) : "false";
}

}  // namespace

ServerValue ServerValue::of_column(std::string_view alias, const ServerColumn& column, ValueType type,
                                   TimeFormat format) {
  const std::string sql = fmt::format("{}.{}", alias, sql_name(column.name));
  switch (type) {
    case ValueType::text:
      break;
    case ValueType::integer:
    case ValueType::number:
      return {sql, number_kind(column, type)};
    case ValueType::boolean:
      return {sql, boolean_kind(column)};
    case ValueType::date:
      return {sql, time_kind(column, format)};
  }
  return {text_of(sql, column), ServerKind::text};
}

bool ServerValue::is_whole() const {
  return kind_ == ServerKind::integer || kind_ == ServerKind::text || kind_ == ServerKind::boolean;
}

std::string ServerValue::present() const {
  if (is_whole()) return sql_ + " IS NOT NULL";
  if (kind_ == ServerKind::zero_or_one) return sql_ + " IN (0, 1)";
  if (is_time(kind_)) return is_readable(*this);
  // NaN is above infinity.
  const char* type = kind_ == ServerKind::numeric  ? "numeric"
                     : kind_ == ServerKind::float4 ? "real"
                                                   : "float8";
  return fmt::format("({0} > '-Infinity'::{1} AND {0} < 'Infinity'::{1})", sql_, type);
}

std::string ServerValue::value() const {
  if (is_whole()) return sql_;
  if (kind_ == ServerKind::zero_or_one)
    return fmt::format("(CASE {} WHEN 1 THEN true WHEN 0 THEN false END)", sql_);
  return fmt::format("(CASE WHEN {} THEN {} END)", present(), sql_);
}

std::string ServerValue::exact() const {
  if (kind_ == ServerKind::integer) return sql_ + "::numeric";
  const bool is_real = kind_ == ServerKind::float4 || kind_ == ServerKind::float8;
  return fmt::format("(CASE WHEN {} THEN {}{} END)", present(), sql_, is_real ? "::text::numeric" : "");
}

std::string ServerValue::moment() const {
  std::string at = sql_;
  if (kind_ == ServerKind::date) at += "::timestamp";
  if (kind_ == ServerKind::timestamptz) at += " AT TIME ZONE 'UTC'";
  if (kind_ == ServerKind::unix_seconds)
    at = fmt::format("to_timestamp({}::float8) AT TIME ZONE 'UTC'", sql_);
  if (kind_ == ServerKind::unix_milliseconds)
    at = fmt::format("to_timestamp(floor({}::numeric / 1000)::float8) AT TIME ZONE 'UTC'", sql_);
  return fmt::format("(CASE WHEN {} THEN {} END)", present(), at);
}

std::string ServerValue::comparable() const {
  if (kind_ == ServerKind::text) return sql_ + " COLLATE \"C\"";
  const bool has_fractions = kind_ == ServerKind::timestamp || kind_ == ServerKind::timestamptz ||
                             kind_ == ServerKind::unix_milliseconds;
  return has_fractions ? fmt::format("date_trunc('second', {})", moment()) : value();
}

std::string ServerValue::text() const {
  if (kind_ == ServerKind::numeric) return fmt::format("trim_scale({})::text", sql_);
  const bool has_fractions = kind_ == ServerKind::timestamp || kind_ == ServerKind::timestamptz;
  if (has_fractions) return fmt::format("to_char({}, 'YYYY-MM-DD\"T\"HH24:MI:SS')", moment());
  return (kind_ == ServerKind::zero_or_one ? value() : sql_) + "::text";
}

std::string ServerValue::within(const TimeSpan& span, StatementParameters& parameters) const {
  return time_test(*this, span.from, span.to, parameters);
}

std::string ServerValue::test(const Predicate& predicate, AsOf as_of, StatementParameters& parameters) const {
  if (const auto* number = std::get_if<NumberTest>(&predicate))
    return number_test(*this, *number, parameters);
  if (const auto* date = std::get_if<DateTest>(&predicate)) return date_test(*this, *date, as_of, parameters);
  if (const auto* part = std::get_if<DatePartTest>(&predicate))
    return date_part_test(*this, *part, as_of, parameters);
  if (const auto* days = std::get_if<AnniversaryTest>(&predicate))
    return anniversary_test(*this, *days, as_of, parameters);
  if (const auto* text = std::get_if<TextTest>(&predicate)) return text_test(sql_, *text, parameters);
  if (const auto* boolean = std::get_if<BooleanTest>(&predicate)) return boolean_test(value(), *boolean);
  return fmt::format("({}) IS NOT TRUE", present());
}

std::string holds(const std::string& condition, bool negated) {
  return fmt::format("({}) IS {}TRUE", condition, negated ? "NOT " : "");
}

std::string joined(const std::vector<std::string>& conditions, std::string_view connector,
                   std::string_view empty) {
  if (conditions.empty()) return std::string(empty);
  if (conditions.size() == 1) return conditions.front();
  return fmt::format("({})", fmt::join(conditions, connector));
}

}  // namespace audience
