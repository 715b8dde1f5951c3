// One grouped pass over an event's table for all filters on it.
#pragma once

#include <string>
#include <vector>

#include "query/postgresql/server_tables.hpp"

namespace audience {

/// A subquery with a row for each customer who has events that any of its filters counts.
class EventSql {
 public:
  /// `alias` is that of the subquery. Throws NotOnServer where the time or the customer cannot be read.
  EventSql(const ServerTables& tables, const Event& event, std::string alias, AsOf as_of,
           StatementParameters& parameters);

  [[nodiscard]] const Event& event() const { return event_; }
  /// The value of a column in a row.
  [[nodiscard]] ServerValue column(const std::string& name, ValueType type) const;
  [[nodiscard]] const ServerValue& time() const { return time_; }
  /// Whether a row counts in the scope.
  [[nodiscard]] std::string counts(const EventScope& scope) const;
  /// Adds an aggregate over the rows for which the condition holds; its name in the outer query.
  std::string aggregate(const std::string& function, const std::string& condition);
  /// Rows that any aggregate needs.
  void need(const std::string& condition) { needed_.push_back(condition); }
  /// ` LEFT JOIN (…) e0 ON e0.key = …`
  [[nodiscard]] std::string join(const ServerKey& key) const;

 private:
  const ServerTables& tables_;
  const Event& event_;
  std::string alias_;
  AsOf as_of_;
  StatementParameters& parameters_;
  ServerValue time_;
  std::vector<std::string> aggregates_, needed_;
};

/// ` FROM "public"."purchases" e`, whose rows have this alias.
inline constexpr const char* event_alias = "e";

}  // namespace audience
