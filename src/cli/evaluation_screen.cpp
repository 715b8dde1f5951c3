// The screen of create and show.
#include "cli/evaluation_screen.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "model/binding.hpp"
#include "output/funnel_screen.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

std::string lower_name(Connector connector) {
  switch (connector) {
    case Connector::and_: return "and";
    case Connector::or_: return "or";
    case Connector::and_not: return "and not";
    case Connector::or_not: return "or not";
  }
  return "and";
}

/// Walks the tree in document order. The first filter of a group is joined by the group's own connector.
class Lines {
 public:
  Lines(const EvaluationView& view) : view_(view) {}

  void add(const std::vector<FilterGroup>& groups) {
    std::string connector;
    for (const FilterGroup& group : groups) {
      add(group, connector, 0);
      connector = lower_name(group.connector);
    }
  }

  std::vector<FunnelLine> lines;

 private:
  void add(const FilterGroup& group, std::string connector, int depth) {
    for (const FilterNode& node : group.values) {
      if (const auto* filter = std::get_if<Filter>(&node.item)) {
        const std::size_t index = lines.size();
        lines.push_back({connector, printable(describe(*filter)), depth, view_.funnel[index].before, view_.funnel[index].now,
                         view_.missing.empty() ? std::nullopt : view_.missing[index]});
        connector = lower_name(filter->connector);
      } else {
        const auto& nested = std::get<FilterGroup>(node.item);
        add(nested, connector, depth + 1);
        connector = lower_name(nested.connector);
      }
    }
  }
  const EvaluationView& view_;
};

}  // namespace

std::string evaluation_screen(const Document& document, const EvaluationView& view) {
  std::string text = fmt::format("{} · {} · {} of {} customers\nas of {}", printable(document.audience_name),
                                 document.is_dynamic ? "dynamic" : "static", with_commas(view.size),
                                 with_commas(view.population), format_minute(view.as_of));
  if (view.newest_purchase) text += fmt::format(" · newest purchase {}", format_minute(*view.newest_purchase));
  text += "\n\n";
  if (document.groups.empty()) return text + "No filters: everyone is in.\n";
  Lines lines(view);
  lines.add(document.groups);
  return text + funnel_screen(view.population, lines.lines);
}

}  // namespace audience
