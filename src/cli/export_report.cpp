// As a few lines, or as JSON.
#include "cli/export_report.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/time_words.hpp"

namespace audience {
namespace {

std::string span_text(std::chrono::seconds span) {
  const std::int64_t minutes = (span + std::chrono::seconds{30}) / std::chrono::minutes{1};
  if (minutes < 2) return fmt::format("{} s", span.count());
  if (minutes < 120) return fmt::format("{} min", minutes);
  return minutes < 2880 ? fmt::format("{} h", minutes / 60) : fmt::format("{} days", minutes / 1440);
}

std::string summary(const ExportResult& result, const std::optional<std::string>& file, TimePoint now,
                    const Invocation& by) {
  const ExportRecord& record = result.record;
  std::string text =
      fmt::format("{} of \"{}\"{} ({})\n", counted(record.rows, "customer"), record.audience_name,
                  file ? " in " + *file : "", counted(record.bytes, "byte"));
  const auto count = [&](std::int64_t number, std::string_view what) {
    if (number > 0) text += fmt::format("  {:>12}  {}\n", with_commas(number), what);
  };
  count(record.held_back, "held back by the catalog's export_only_if");
  count(result.escaped_cells, "cells guarded against formulas");
  if (result.link) {
    const IssuedLink& link = *result.link;
    text += fmt::format("\n{}\n\nThe {} ends at {}, in {}.\n", link.link.empty() ? link.token : link.link,
                        link.link.empty() ? "token" : "link", second_text(link.expires_at),
                        span_text(link.expires_at - now));
    if (link.link.empty()) text += fmt::format("Next   {}\n", by.command("download", {"TOKEN"}));
  }
  return text;
}

void write_json(JsonWriter& json, const ExportResult& result, const std::optional<std::string>& file) {
  const ExportRecord& record = result.record;
  json.begin_object();
  json.text_member("audience_id", record.audience_id);
  json.text_member("export_id", record.export_id);
  json.optional_text_member("file", file);
  json.text_member("format", record.format);
  json.integer_member("rows", record.rows);
  json.integer_member("held_back", record.held_back);
  json.integer_member("escaped_cells", result.escaped_cells);
  json.integer_member("bytes", record.bytes);
  json.text_member("sha256", record.sha256);
  std::optional<std::string> link, token, expires_at;
  if (result.link) {
    if (!result.link->link.empty()) link = result.link->link;
    token = result.link->token;
    expires_at = json_time(result.link->expires_at);
  }
  json.optional_text_member("link", link);
  json.optional_text_member("token", token);
  json.optional_text_member("expires_at", expires_at);
  json.end_object();
}

}  // namespace

void report_export(const Session& session, const ExportResult& result,
                   const std::optional<std::string>& file) {
  write_result(session, {.screen = [&] { return summary(result, file, session.now(), session.invocation()); },
                         .json = [&](JsonWriter& json) { write_json(json, result, file); },
                         .done = "the export is made"});
}

}  // namespace audience
