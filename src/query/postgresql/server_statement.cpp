// Inner rows: a customer with each filter's answer; outer: their counts, or their keys.
#include "query/postgresql/server_statement.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "query/postgresql/fold_sql.hpp"
#include "query/postgresql/time_sql.hpp"

namespace audience {
namespace {

/// What NotOnServer says of a question that was not checked.
template <typename Make>
ServerStatement made(Make make) {
  try {
    return make();
  } catch (const NotOnServer& reason) {
    throw Error(ErrorKind::invalid_input, reason.what());
  }
}

std::string answer_of(std::size_t filter) { return fmt::format("t.f{}", filter); }

/// Adds every filter of the document; its answers as columns of the inner rows.
class Answers {
 public:
  Answers(FiltersSql& filters, const BoundDocument& bound) {
    if (bound.filters.size() > most_filters_on_server) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("the document has {} filters; a server is asked for at most {} at once",
                              bound.filters.size(), most_filters_on_server),
                  "put some of them into an audience of their own, and name it in a filter");
    }
    for (const BoundFilter& filter : bound.filters) filters_.push_back(filters.add(filter));
  }
  [[nodiscard]] const std::vector<FilterSql>& filters() const { return filters_; }
  [[nodiscard]] std::string columns() const {
    std::string sql;
    for (std::size_t i = 0; i < filters_.size(); ++i) sql += fmt::format(", {} AS f{}", filters_[i].holds, i);
    return sql;
  }

 private:
  std::vector<FilterSql> filters_;
};

std::string counted(const std::string& condition) {
  if (condition == "false") return "0";
  return condition == "true" ? "count(*)" : fmt::format("count(*) FILTER (WHERE {})", condition);
}

/// What the limit orders by, as an expression of the inner rows; empty: the key alone.
std::string order_of(const ServerQuestion& question, FiltersSql& filters, StatementParameters& parameters) {
  const BoundLimit& limit = *question.bound.limit;
  if (limit.measure) return filters.add_measure(*limit.measure).order(question.as_of, parameters);
  if (limit.column.empty()) return {};
  return ServerValue::of_column(customer_alias, question.tables.customer_column(limit.column), limit.type)
      .comparable();
}

std::string key_in(const ServerKey& key, const std::string& expression,
                   const std::vector<std::string>& wanted, StatementParameters& parameters) {
  return fmt::format("{} = ANY ({})", expression, parameters.add_list(key.acceptable(wanted), key.type()));
}

}  // namespace

void check_on_server(const ServerQuestion& question, Faults& faults) {
  StatementParameters parameters;
  const ServerQuestion without_members{
      question.document, question.bound, question.tables, question.as_of, {}};
  FiltersSql filters(without_members, parameters);
  std::size_t next = 0;
  for_each_filter(question.document.groups, [&](const Filter& filter) {
    try {
      filters.add(question.bound.filters[next++]);
    } catch (const NotOnServer& reason) {
      faults.add(filter.name_place, reason.what());
    }
  });
  if (!question.bound.limit) return;
  try {
    static_cast<void>(order_of(without_members, filters, parameters));
  } catch (const NotOnServer& reason) {
    faults.add(question.document.limit->order_by_place, reason.what());
  }
}

ServerStatement funnel_statement(const ServerQuestion& question) {
  return made([&]() {
    StatementParameters parameters;
    FiltersSql filters(question, parameters);
    const Answers answers(filters, question.bound);
    const FoldSql fold = fold_sql(question.document, answer_of);
    std::string inner =
        fmt::format("SELECT {} AS key{}", filters.key().sql(customer_alias), answers.columns());
    std::string outer = "SELECT count(*)";
    for (std::size_t i = 0; i < answers.filters().size(); ++i) {
      const FilterSql& filter = answers.filters()[i];
      const auto add = [&](const char* name, const std::string& sql) {
        inner += fmt::format(", {} AS {}{}", sql, name, i);
        return fmt::format("t.{}{}", name, i);
      };
      outer += fmt::format(", {}, {}", counted(fold.prefixes[i]), counted(answer_of(i)));
      const bool is_constant = filter.missing.empty() || filter.missing == "false";
      if (is_constant) {
        outer += filter.missing.empty() ? ", NULL" : ", 0";
      } else {
        outer += ", " + counted(add("m", filter.missing));
      }
      outer +=
          filter.saw.empty() ? ", NULL" : fmt::format(", coalesce(bool_or({}), false)", add("s", filter.saw));
    }
    return parameters.finish(fmt::format("{} FROM ({}{}) t", outer, inner, filters.from()));
  });
}

ServerStatement members_statement(const ServerQuestion& question, std::optional<std::int64_t> size) {
  return made([&]() {
    StatementParameters parameters;
    FiltersSql filters(question, parameters);
    const Answers answers(filters, question.bound);
    const std::string value = size ? order_of(question, filters, parameters) : "";
    std::string inner = fmt::format("SELECT {} AS key, {} AS place{}", filters.key().text(customer_alias),
                                    filters.key().order(customer_alias), answers.columns());
    if (!value.empty()) inner += fmt::format(", {} AS value", value);
    const std::string whole = fold_sql(question.document, answer_of).whole;
    const std::string from = fmt::format("FROM ({}{}) t WHERE {}", inner, filters.from(), whole);
    if (!size) return parameters.finish(fmt::format("SELECT t.key {} ORDER BY t.place", from));
    const std::string limit = parameters.add(std::to_string(*size), "bigint");
    if (value.empty())
      return parameters.finish(fmt::format("SELECT t.key {} ORDER BY t.place LIMIT {}", from, limit));
    return parameters.finish(
        fmt::format("SELECT l.key FROM (SELECT t.key, t.place {} ORDER BY t.value {} NULLS LAST, t.place "
                    "LIMIT {}) l ORDER BY l.place",
                    from, question.bound.limit->descending ? "DESC" : "ASC", limit));
  });
}

ServerStatement window_statement(const ServerQuestion& question, const EventScope& scope) {
  return made([&]() {
    StatementParameters parameters;
    const Event& event = *question.tables.catalog().find_event(scope.event);
    const EventSql events(question.tables, event, "e0", question.as_of, parameters);
    const ServerKey key(question.tables);
    const ServerTable& table = question.tables.table_of(event);
    return parameters.finish(fmt::format(
        "SELECT 1 FROM {} {} JOIN {} {} ON {} = {} WHERE {} LIMIT 1", sql_name(table), event_alias,
        sql_name(question.tables.customers()), customer_alias,
        key.reference(event_alias, ServerTables::column(table, event.customer)), key.sql(customer_alias),
        events.time().within(resolve(scope.window, question.as_of), parameters)));
  });
}

ServerStatement timeless_statement(const ServerQuestion& question, const Event& event) {
  return made([&]() {
    StatementParameters parameters;
    const EventSql events(question.tables, event, "e0", question.as_of, parameters);
    return parameters.finish(fmt::format("SELECT count(*) FROM {} {} WHERE {}",
                                         sql_name(question.tables.table_of(event)), event_alias,
                                         holds(events.time().present(), true)));
  });
}

ServerStatement look_statement(const ServerQuestion& question, const std::vector<std::string>& keys) {
  return made([&]() {
    StatementParameters parameters;
    FiltersSql filters(question, parameters);
    const Answers answers(filters, question.bound);
    const FoldSql fold = fold_sql(question.document, answer_of);
    std::string inner =
        fmt::format("SELECT {} AS key{}", filters.key().text(customer_alias), answers.columns());
    std::string outer = "SELECT t.key";
    for (std::size_t i = 0; i < answers.filters().size(); ++i) {
      const FilterSql& filter = answers.filters()[i];
      if (!filter.value.empty()) inner += fmt::format(", {} AS v{}", filter.value, i);
      if (!filter.divisor.empty()) inner += fmt::format(", {} AS d{}", filter.divisor, i);
      outer += fmt::format(", {}, ({})", answer_of(i), fold.prefixes[i]);
      outer += filter.value.empty() ? ", NULL" : fmt::format(", t.v{}", i);
      outer += filter.divisor.empty() ? ", NULL" : fmt::format(", t.d{}", i);
    }
    return parameters.finish(
        fmt::format("{} FROM ({}{} AND {}) t", outer, inner, filters.from(),
                    key_in(filters.key(), filters.key().sql(customer_alias), keys, parameters)));
  });
}

ServerStatement examples_statement(const ServerQuestion& question, const EventFilter& filter,
                                   const std::string& key) {
  return made([&]() {
    StatementParameters parameters;
    const Event& event = *question.tables.catalog().find_event(filter.scope.event);
    const EventSql events(question.tables, event, "e0", question.as_of, parameters);
    const ServerKey keys(question.tables);
    const ServerValue entity = events.column(filter.column, filter.type);
    std::vector<std::string> any;
    for (const Predicate& predicate : filter.predicates)
      any.push_back(entity.test(predicate, question.as_of, parameters));
    const ServerTable& table = question.tables.table_of(event);
    const std::string moment = events.time().moment();
    const std::string example = fmt::format("(CASE WHEN {} THEN {} || to_char({}, '\" on \"YYYY-MM-DD') END)",
                                            joined(any, " OR ", "false"), entity.text(), moment);
    const std::string customer = keys.reference(event_alias, ServerTables::column(table, event.customer));
    return parameters.finish(fmt::format(
        "SELECT x.example, x.events FROM (SELECT {} AS example, count(*) AS events, "
        "max(date_trunc('second', {})) AS newest FROM {} {} WHERE {} AND {} GROUP BY 1) x ORDER BY "
        "x.newest DESC, x.example COLLATE \"C\"",
        example, moment, sql_name(table), event_alias, key_in(keys, customer, {key}, parameters),
        events.counts(filter.scope)));
  });
}

}  // namespace audience
