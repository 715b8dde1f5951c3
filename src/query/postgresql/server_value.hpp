// What a filter reads on a server, and every test of it as SQL: the matchers of query/value_matcher.hpp in
// the server's words.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/as_of.hpp"
#include "model/bound_filter.hpp"
#include "model/catalog.hpp"
#include "query/postgresql/statement_parameters.hpp"
#include "storage/postgresql/server_schema.hpp"

namespace audience {

/// SQL cannot say it exactly. The message names column and type and what to do.
class NotOnServer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a value is kept, which decides how it is compared.
enum class ServerKind {
  integer,            ///< int2, int4, int8
  float4,             ///< counts as its shortest text
  float8,             ///< likewise
  numeric,            ///< exact
  text,               ///< compared by bytes
  boolean,            ///< true, false
  zero_or_one,        ///< a boolean kept as an integer; any other is missing
  date,               ///< the day's first second, UTC
  timestamp,          ///< UTC
  timestamptz,        ///< a moment
  unix_seconds,       ///< integers
  unix_milliseconds,  ///< integers
};

/// An expression with its kind. A null is missing; so are NaN, infinity, and times outside the years 1 to
/// 9999.
class ServerValue {
 public:
  ServerValue(std::string sql, ServerKind kind) : sql_(std::move(sql)), kind_(kind) {}
  /// Of a column under an alias, read in the type. Throws NotOnServer where the column's own type cannot be
  /// read so. `format` is asked of integers that are times.
  static ServerValue of_column(std::string_view alias, const ServerColumn& column, ValueType type,
                               TimeFormat format = TimeFormat::iso8601);

  [[nodiscard]] const std::string& sql() const { return sql_; }
  [[nodiscard]] ServerKind kind() const { return kind_; }
  /// Null where it is missing.
  [[nodiscard]] std::string value() const;
  /// A boolean, true where it is not missing; null counts as false.
  [[nodiscard]] std::string present() const;
  /// True or null or false: whether the predicate takes it.
  [[nodiscard]] std::string test(const Predicate& predicate, AsOf as_of,
                                 StatementParameters& parameters) const;
  /// Of a time: whether it lies in the span.
  [[nodiscard]] std::string within(const TimeSpan& span, StatementParameters& parameters) const;
  /// Of a number: as an exact one.
  [[nodiscard]] std::string exact() const;
  /// Equal for values that are equal, and in their order: texts by bytes, times by the second.
  [[nodiscard]] std::string comparable() const;
  /// For a person: numbers without needless zeros, times as they are kept.
  [[nodiscard]] std::string text() const;
  /// Of a time: a timestamp in UTC.
  [[nodiscard]] std::string moment() const;

 private:
  [[nodiscard]] bool is_whole() const;  ///< not missing unless null
  std::string sql_;
  ServerKind kind_;
};

/// A boolean that is never null, of one that may be.
std::string holds(const std::string& condition, bool negated);
/// In brackets, joined by ` AND ` or ` OR `; of none `empty`.
std::string joined(const std::vector<std::string>& conditions, std::string_view connector,
                   std::string_view empty);

}  // namespace audience
