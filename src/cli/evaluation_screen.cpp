// The screen of create and show.
#include "cli/evaluation_screen.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "model/describe.hpp"
#include "model/document.hpp"
#include "output/funnel_screen.hpp"
#include "output/pictures.hpp"
#include "output/wrapped_text.hpp"
#include "studio/document_binding.hpp"

namespace audience {
namespace {

std::string lower_name(Connector connector) {
  switch (connector) {
    case Connector::and_:
      return "and";
    case Connector::or_:
      return "or";
    case Connector::and_not:
      return "and not";
    case Connector::or_not:
      return "or not";
  }
  return "and";
}

struct Line {
  std::string connector, phrase;
  int depth = 0;
};

/// Walks the tree in document order. The first filter of a group is joined by the group's own connector.
class Lines {
 public:
  explicit Lines(const Document& document, std::size_t values = 2) : values_(values) {
    std::string connector;
    for (const FilterGroup& group : document.groups) {
      add(group, connector, 0);
      connector = lower_name(group.connector);
    }
  }

  std::vector<Line> lines;

 private:
  std::size_t values_;  ///< of a list that a phrase shows
  void add(const FilterGroup& group, std::string connector, int depth) {
    for (const FilterNode& node : group.values) {
      if (const auto* filter = std::get_if<Filter>(&node.item)) {
        lines.push_back({connector, printable(describe(*filter, values_)), depth});
        connector = lower_name(filter->connector);
      } else {
        const auto& nested = std::get<FilterGroup>(node.item);
        add(nested, connector, depth + 1);
        connector = lower_name(nested.connector);
      }
    }
  }
};

/// Lines that a person writes of, as the room has them.
std::string in_lines(const std::string& text, const ScreenRoom& room) {
  if (!room.is_bound) return text + "\n";
  std::string lines;
  for (const std::string& line : wrapped(text, room.columns)) lines += line + "\n";
  return lines;
}

std::string limit_line(const Limit& limit) {
  const std::string size = limit.percent ? limit.percent->to_text() + "%" : with_commas(limit.count);
  std::string order = limit.order_by.empty() ? "customer_id" : printable(limit.order_by);
  if (limit.window) order += " " + printable(describe(*limit.window));
  return fmt::format("cut to the first {} by {}{}", size, order, limit.descending ? ", highest first" : "");
}

std::string_view kind_of(const Document& document) {
  if (document.is_uploaded) return "uploaded list";
  return document.is_dynamic ? "dynamic" : "static";
}

std::string list_line(const EvaluationView& view) {
  const std::string values =
      view.match_attribute ? "values of " + printable(*view.match_attribute) : "customer ids";
  if (view.unmatched == 0) return fmt::format("A list of {}.\n", values);
  return fmt::format("A list of {}; {} no customer yet.\n", values,
                     counted(view.unmatched, "value matches", "values match"));
}

}  // namespace

std::vector<FilterPhrase> filter_phrases(const Document& document) {
  std::vector<FilterPhrase> phrases;
  for (Line& line : Lines(document).lines)
    phrases.push_back({std::move(line.connector), std::move(line.phrase)});
  return phrases;
}

std::string funnel_of(const Document& document, const EvaluationView& view, const ScreenRoom& room) {
  if (document.is_uploaded) return list_line(view);
  if (document.groups.empty()) return "No filters: everyone is in.\n";
  std::vector<FunnelLine> funnel;
  constexpr std::size_t usual_width = 80, width_of_value = 20;
  const std::size_t further =
      room.is_bound && room.columns > usual_width ? (room.columns - usual_width) / width_of_value : 0;
  for (Line& line : Lines(document, 2 + further).lines) {
    const std::size_t index = funnel.size();
    funnel.push_back({std::move(line.connector), std::move(line.phrase), line.depth,
                      view.funnel[index].before, view.funnel[index].now,
                      view.filters.empty() ? std::nullopt : view.filters[index].missing});
  }
  const FunnelScreen screen = funnel_screen(view.population, funnel, room);
  if (screen.numbers == screen.there) return screen.text;
  return screen.text + fmt::format("{} of {} columns: --all-columns\n", screen.numbers, screen.there);
}

std::string evaluation_screen(const Document& document, const EvaluationView& view, const ScreenRoom& room) {
  std::string text =
      in_lines(fmt::format("{} · {} · {} of {}", printable(document.audience_name), kind_of(document),
                           with_commas(view.size), counted(view.population, "customer")),
               room) +
      in_lines("as of " + format_minute(view.as_of) + view.newest_event, room) + "\n";
  text += funnel_of(document, view, room);
  if (document.limit) text += "    " + limit_line(*document.limit) + "\n";
  return text;
}

std::string evaluation_picture(const Document& document, const EvaluationView& view) {
  BarSection section{{}, {"left", "removed"}, {}, view.population};
  section.rows.push_back({"all customers", view.population, {with_commas(view.population)}});
  const std::vector<FilterPhrase> phrases = filter_phrases(document);
  for (std::size_t i = 0; i < view.funnel.size(); ++i) {
    const FunnelStep& step = view.funnel[i];
    const std::int64_t gone = step.before - step.now;
    section.rows.push_back(
        {phrases[i].joined(),
         step.now,
         {with_commas(step.now), gone < 0 ? "+" + with_commas(-gone) : with_commas(gone)}});
  }
  if (document.limit)
    section.rows.push_back({limit_line(*document.limit), view.size, {with_commas(view.size)}});
  return bar_picture(
      document.audience_name,
      fmt::format("{} of {} · as of {}{}", with_commas(view.size), counted(view.population, "customer"),
                  format_minute(view.as_of), view.newest_event),
      {section});
}

EvaluationView stored_evaluation(const StoredView& view) {
  EvaluationView kept;
  kept.size = view.size;
  kept.population = view.funnel.empty() ? view.size : view.funnel.front().before;
  // Of a list no population was kept.
  if (view.document.is_uploaded) kept.population = view.population;
  kept.match_attribute = view.stored.match_attribute;
  kept.unmatched = view.stored.unmatched;
  kept.as_of = view.stored.as_of.at;
  kept.funnel = view.funnel;
  return kept;
}

std::string stored_screen(const StoredView& view, const DataSource& source, const ScreenRoom& room) {
  return fmt::format(
      "{}\n{}\n", evaluation_screen(DocumentForPeople(view.document, source), stored_evaluation(view), room),
      view.stored.audience_id);
}

EvaluationView evaluation_view(const Evaluation& evaluation, TimePoint as_of) {
  return {static_cast<std::int64_t>(evaluation.members.count()),
          evaluation.population,
          as_of,
          {},
          evaluation.funnel,
          evaluation.filters,
          {},
          0};
}

}  // namespace audience
