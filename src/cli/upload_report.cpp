// The counts as lines for a person, and as JSON.
#include "cli/upload_report.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"

namespace audience {
namespace {

std::string_view name_of(ListAction action) {
  switch (action) {
    case ListAction::created:
      return "created";
    case ListAction::appended:
      return "appended";
    case ListAction::replaced:
      return "replaced";
  }
  return "created";
}

}  // namespace

std::string as_text(const UploadReport& report, const Invocation& by) {
  std::string text = fmt::format("{} · uploaded list · {}\nby {}\n\n", report.result.audience_name,
                                 counted(report.result.size, "customer"),
                                 report.result.match_attribute.value_or("customer id"));
  const auto line = [&](std::int64_t count, std::string_view what, bool always) {
    if (always || count > 0) text += fmt::format("  {:>12}  {}\n", with_commas(count), what);
  };
  const LineCounts& counts = report.result.counts;
  line(counts.lines(), counts.lines() == 1 ? "line, of which" : "lines, of which", true);
  line(counts.header, "header", false);
  line(counts.matched, "matched", true);
  line(counts.unknown, "unknown: kept, and matched again at each refresh", true);
  line(counts.duplicate, "duplicate", true);
  line(counts.blank, "blank", false);
  line(counts.erased, "of people who were erased", false);
  line(counts.unreadable, "unreadable", false);
  text += fmt::format("\n{} entered, {} left\n", with_commas(report.result.entered),
                      with_commas(report.result.left));
  if (report.rejects) text += fmt::format("Lines that brought nobody in are in {}\n", *report.rejects);
  if (report.dry_run) return text + "Dry run: nothing was stored\n";
  return text + fmt::format("\nStored {}\nNext   {}\n", *report.result.audience_id,
                            by.command("list-customers", {report.result.audience_name}));
}

void write_report(JsonWriter& json, const UploadReport& report) {
  json.begin_object();
  json.optional_text_member("audience_id", report.result.audience_id);
  json.text_member("audience_name", report.result.audience_name);
  json.text_member("action", name_of(report.result.action));
  json.boolean_member("dry_run", report.dry_run);
  json.text_member("match", report.result.match_attribute.value_or("customer_id"));
  const LineCounts& counts = report.result.counts;
  json.integer_member("lines", counts.lines());
  json.integer_member("header", counts.header);
  json.integer_member("matched", counts.matched);
  json.integer_member("unknown", counts.unknown);
  json.integer_member("duplicate", counts.duplicate);
  json.integer_member("blank", counts.blank);
  json.integer_member("erased", counts.erased);
  json.integer_member("unreadable", counts.unreadable);
  json.integer_member("audience_size", report.result.size);
  json.integer_member("entered", report.result.entered);
  json.integer_member("left", report.result.left);
  json.integer_member("unmatched_values", report.result.unmatched);
  json.end_object();
}

}  // namespace audience
