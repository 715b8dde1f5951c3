// `audience breakdown`: who the members of an audience are, against everyone.
#include "studio/breakdown.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "cli/audience_argument.hpp"
#include "cli/group_table.hpp"
#include "cli/output_choice.hpp"
#include "cli/picture_option.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  std::optional<std::string> by;
  GroupLimit limit;
  PictureOption picture;
};

GroupTotals totals_of(const Breakdown& breakdown) { return {breakdown.view.size, breakdown.view.population}; }

std::string as_screen(const Breakdown& breakdown, const ScreenRoom& room) {
  std::string text =
      fmt::format("{} · {} of {}\n", printable(breakdown.view.stored.audience_name),
                  with_commas(breakdown.view.size), counted(breakdown.view.population, "customer"));
  for (const FieldBreakdown& one : breakdown.fields) {
    const std::string others = one.groups.others > 0 ? "every value: --all" : "";
    text += "\n" +
            table_screen(group_table(one.field.name, one.groups, totals_of(breakdown), true), room, others);
  }
  return text;
}

std::string as_picture(const Breakdown& breakdown) {
  std::vector<BarSection> sections;
  for (const FieldBreakdown& one : breakdown.fields)
    sections.push_back(group_section(one.field.name, one.groups, totals_of(breakdown)));
  return bar_picture(
      breakdown.view.stored.audience_name,
      fmt::format("{} of {} · share, and index against everyone = 100", with_commas(breakdown.view.size),
                  counted(breakdown.view.population, "customer")),
      sections);
}

void write_breakdown(JsonWriter& json, const Breakdown& breakdown) {
  json.begin_object();
  json.text_member("audience_id", breakdown.view.stored.audience_id);
  json.text_member("audience_name", breakdown.view.stored.audience_name);
  json.integer_member("audience_size", breakdown.view.size);
  json.integer_member("customers", breakdown.view.population);
  json.key("breakdown");
  json.begin_array();
  for (const FieldBreakdown& one : breakdown.fields) {
    json.begin_object();
    json.text_member("field", one.field.name);
    json.text_member("type", name_of(one.field.type()));
    write_groups(json, one.groups, totals_of(breakdown), true);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void run_breakdown(Session& session, const Options& options) {
  options.picture.check();
  if (!options.by)
    throw Error(ErrorKind::usage, "breakdown needs attributes to go by", "write --by city,gender");
  const std::vector<std::string> fields = listed_names("--by", *options.by, "city,gender");
  const auto studio = session.studio(Database::Mode::read_only);
  const DataSource& source = studio->source();
  const Snapshot snapshot(source);
  Breakdown breakdown = break_down(*studio, options.audience.reference, fields);
  for (FieldBreakdown& one : breakdown.fields) options.limit.apply(one.groups);
  if (options.picture.write(session, [&] { return as_picture(breakdown); })) return;
  write_result(session, {.screen = [&] { return as_screen(breakdown, session.room()); },
                         .json = [&](JsonWriter& json) { write_breakdown(json, breakdown); }});
  source.check_unchanged();
}

}  // namespace

void add_breakdown(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb(
          "breakdown",
          "Who the members of an audience are: how many have each value, their share, and the index of that "
          "share against everyone's, which is 100. Many numbers and dates come in ranges.",
          {"audience breakdown Winter --by city,segment_name",
           "audience breakdown Winter --by age,city --svg winter.svg",
           "audience breakdown Winter --by age --json | jq '.breakdown[0].groups'"},
          [&session, options] { run_breakdown(session, *options); })
      .add(options->audience)
      .option("--by", options->by, "A,B", "attributes, or parts of dates, each a table")
      .add(options->limit)
      .add(session.options.timeout)
      .add(options->picture);
}

}  // namespace audience
