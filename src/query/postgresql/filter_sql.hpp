// All filters of a question over one join of customers with their events.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/document.hpp"
#include "query/postgresql/event_sql.hpp"
#include "query/postgresql/measure_sql.hpp"
#include "query/postgresql/server_tables.hpp"

namespace audience {

/// The keys of an audience's stored members, each once. Throws Error(not_found).
using MemberKeys = std::function<std::vector<std::string>(const std::string& audience_id)>;

/// What an evaluation asks of a server; what it refers to must outlive it.
struct ServerQuestion {
  const Document& document;
  const BoundDocument& bound;
  const ServerTables& tables;
  AsOf as_of{};
  MemberKeys members_of{};
  std::set<std::string> members_there{};  ///< audiences whose members lie in the schema `audience` there
  std::vector<std::string> nobody{};      ///< keys of rows that are no customers: erased people's
};

/// Of one filter, over a row for each customer.
struct FilterSql {
  std::string holds;    ///< its own answer, never null
  std::string missing;  ///< those whom it leaves out for want of a value; empty: nothing can be missing
  std::string saw;      ///< whether an event counted; empty where it asks for none
  std::string value;    ///< what it saw, as text; empty where events or members say it
  std::string divisor;  ///< of an average
};

class FiltersSql {
 public:
  explicit FiltersSql(const ServerQuestion& question, StatementParameters& parameters);

  /// Throws NotOnServer.
  FilterSql add(const BoundFilter& filter);
  /// What a limit orders by; of the customer's row.
  MeasureSql add_measure(const MeasureFilter& filter);
  [[nodiscard]] const ServerKey& key() const { return key_; }
  /// ` FROM "public"."customers" c LEFT JOIN … WHERE …`: everyone who has a key. After the last filter.
  [[nodiscard]] std::string from() const;

 private:
  FilterSql of(const AttributeFilter& filter, bool negated);
  FilterSql of(const EventFilter& filter, bool negated);
  FilterSql of(const MeasureFilter& filter, bool negated);
  FilterSql of(const AudienceFilter& filter, bool negated);
  FilterSql of(const BucketFilter& filter, bool negated);
  EventSql& events_of(const std::string& event);
  std::string members_of(const std::string& audience_id);

  const ServerQuestion& question_;
  StatementParameters& parameters_;
  ServerKey key_;
  std::deque<EventSql> events_;  ///< one for each table asked
  std::map<std::string, std::string> members_;
  std::string member_joins_;
};

/// The alias of customers.
inline constexpr const char* customer_alias = "c";

}  // namespace audience
