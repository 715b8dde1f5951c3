// `audience overlap`: how many customers audiences share.
#include "studio/overlap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/counted.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

const std::string& name_at(const Overlap& overlap, std::size_t place) {
  return overlap.audiences[place].audience_name;
}

/// The closest pairs first, a few of them.
std::string jaccard_line(const Overlap& overlap) {
  constexpr std::size_t most = 3;
  std::vector<OverlapPair> pairs = overlap.pairs;
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const OverlapPair& a, const OverlapPair& b) { return a.jaccard() > b.jaccard(); });
  std::string text = "Jaccard";
  for (std::size_t i = 0; i < std::min(most, pairs.size()); ++i) {
    text += fmt::format("{} {}–{} {:.2f}", i == 0 ? "" : " ·", name_at(overlap, pairs[i].first),
                        name_at(overlap, pairs[i].second), pairs[i].jaccard());
  }
  return text + (pairs.size() > most ? " · …" : "");
}

/// `numbered`: columns are called by the numbers of their rows.
Table table_of(const Overlap& overlap, bool numbered) {
  Table table;
  if (numbered) table.add_column("", Table::Align::right);
  table.add_column("");
  for (std::size_t column = 0; column < overlap.audiences.size(); ++column)
    table.add_column(numbered ? std::to_string(column + 1) : name_at(overlap, column), Table::Align::right);
  for (std::size_t row = 0; row < overlap.audiences.size(); ++row) {
    std::vector<TableCell> cells{name_at(overlap, row)};
    if (numbered) cells.insert(cells.begin(), std::to_string(row + 1));
    for (std::size_t column = 0; column < overlap.audiences.size(); ++column) {
      cells.emplace_back(with_commas(row == column ? overlap.sizes[row] : overlap.pair(row, column).shared));
    }
    table.add_row(std::move(cells));
  }
  return table;
}

std::string as_screen(const Overlap& overlap, const ScreenRoom& room) {
  Table table = table_of(overlap, false);
  if (table.columns_within(room) < table.columns()) table = table_of(overlap, true);
  const std::size_t audiences = overlap.audiences.size();
  constexpr std::array<const char*, 9> words{"both",      "all three", "all four", "all five", "all six",
                                             "all seven", "all eight", "all nine", "all ten"};
  const std::string all =
      audiences - 2 < words.size() ? words.at(audiences - 2) : fmt::format("all {}", audiences);
  return table_screen(
             table, room,
             fmt::format("in {} {} · in exactly one {} · in any {}", all, with_commas(overlap.in_all),
                         with_commas(overlap.in_exactly_one), with_commas(overlap.in_any))) +
         closing_line(room, {printable(jaccard_line(overlap))}).substr(1);
}

void write_overlap(JsonWriter& json, const Overlap& overlap) {
  json.begin_object();
  json.integer_member("customers", overlap.population);
  json.key("audiences");
  json.begin_array();
  for (std::size_t i = 0; i < overlap.audiences.size(); ++i) {
    json.begin_object();
    json.text_member("audience_id", overlap.audiences[i].audience_id);
    json.text_member("audience_name", overlap.audiences[i].audience_name);
    json.integer_member("audience_size", overlap.sizes[i]);
    json.end_object();
  }
  json.end_array();
  json.key("pairs");
  json.begin_array();
  for (const OverlapPair& pair : overlap.pairs) {
    json.begin_object();
    json.texts_member("audiences", {name_at(overlap, pair.first), name_at(overlap, pair.second)});
    json.integer_member("shared", pair.shared);
    json.integer_member("in_either", pair.either);
    json.key("jaccard");
    json.number(pair.jaccard());
    json.end_object();
  }
  json.end_array();
  json.integer_member("in_all", overlap.in_all);
  json.integer_member("in_exactly_one", overlap.in_exactly_one);
  json.integer_member("in_any", overlap.in_any);
  json.end_object();
}

void run_overlap(Session& session, const std::vector<std::string>& references) {
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  const Overlap shared = overlap(*studio, references);
  write_result(session, {.screen = [&] { return as_screen(shared, session.room()); },
                         .json = [&](JsonWriter& json) { write_overlap(json, shared); }});
  source.check_unchanged();
}

}  // namespace

void add_overlap(CommandLine& line, Session& session) {
  const auto references = std::make_shared<std::vector<std::string>>();
  line.verb("overlap",
            "How many customers audiences share: of each two of them, of all, and in exactly one. Jaccard is "
            "what two share of what is in either.",
            {"audience overlap Winter Summer", "audience overlap Winter Summer Autumn --json | jq '.pairs'"},
            [&session, references] { run_overlap(session, *references); })
      .arguments("AUDIENCE", *references, "two or more: names, ids, or beginnings of ids")
      .add(session.options.timeout);
}

}  // namespace audience
