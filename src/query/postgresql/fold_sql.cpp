// As the fold of sets, of texts.
#include "query/postgresql/fold_sql.hpp"

#include <optional>

namespace audience {
namespace {

/// Brackets only where the sign changes, so that a long list of one sign is as flat to the server.
struct Condition {
  std::string sql;
  std::string sign;  ///< between its parts; empty for one part
};

std::string bracketed(const Condition& condition, const std::string& sign) {
  return condition.sign.empty() || condition.sign == sign ? condition.sql : "(" + condition.sql + ")";
}

Condition joined(const Condition& left, Connector connector, const Condition& right) {
  const bool is_and = connector == Connector::and_ || connector == Connector::and_not;
  const bool is_negated = connector == Connector::and_not || connector == Connector::or_not;
  const std::string sign = is_and ? " AND " : " OR ";
  const std::string other = is_negated ? "NOT " + bracketed(right, "NOT ") : bracketed(right, sign);
  return {bracketed(left, sign) + sign + other, sign};
}

struct Bracket {
  std::optional<Condition> left;
  Connector connector = Connector::and_;
};

class Fold {
 public:
  Fold(FoldSql& result, const std::function<std::string(std::size_t)>& name) : result_(result), name_(name) {}

  Condition groups(const std::vector<FilterGroup>& groups) {
    open_.emplace_back();
    for (const FilterGroup& group : groups) take(items(group), group.connector);
    return close();
  }

 private:
  Condition items(const FilterGroup& group) {
    open_.emplace_back();
    for (const FilterNode& node : group.values) {
      if (const auto* filter = std::get_if<Filter>(&node.item)) {
        take(leaf(), filter->connector);
      } else {
        const auto& nested = std::get<FilterGroup>(node.item);
        take(items(nested), nested.connector);
      }
    }
    return close();
  }

  Condition leaf() {
    Condition own{name_(result_.prefixes.size()), ""};
    Condition prefix = own;
    for (auto bracket = open_.rbegin(); bracket != open_.rend(); ++bracket) {
      if (bracket->left) prefix = joined(*bracket->left, bracket->connector, prefix);
    }
    result_.prefixes.push_back(prefix.sql);
    return own;
  }

  void take(Condition condition, Connector next) {
    Bracket& bracket = open_.back();
    bracket.left = bracket.left ? joined(*bracket.left, bracket.connector, condition) : std::move(condition);
    bracket.connector = next;
  }

  Condition close() {
    Condition whole = std::move(*open_.back().left);
    open_.pop_back();
    return whole;
  }

  FoldSql& result_;
  const std::function<std::string(std::size_t)>& name_;
  std::vector<Bracket> open_;
};

}  // namespace

FoldSql fold_sql(const Document& document, const std::function<std::string(std::size_t)>& name) {
  FoldSql result;
  if (!document.groups.empty()) result.whole = Fold(result, name).groups(document.groups).sql;
  return result;
}

}  // namespace audience
