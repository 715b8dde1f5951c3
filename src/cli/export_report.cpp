// As a few lines, or as JSON.
#include "cli/export_report.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "output/table.hpp"

namespace audience {
namespace {

void write_summary(Session& session, const ExportRecord& record, std::int64_t escaped_cells,
                   const std::optional<IssuedLink>& issued) {
  std::string text =
      fmt::format("{} customers of \"{}\"{} ({} bytes)\n", with_commas(record.rows), record.audience_name,
                  record.file ? " in " + *record.file : "", with_commas(record.bytes));
  if (record.held_back > 0)
    text +=
        fmt::format("  {:>12}  held back by the catalog's export_only_if\n", with_commas(record.held_back));
  if (escaped_cells > 0)
    text += fmt::format("  {:>12}  cells guarded against formulas\n", with_commas(escaped_cells));
  if (issued) {
    text += fmt::format("\n{}\n\nThe link ends at {}.\n", issued->link.empty() ? issued->token : issued->link,
                        format_time(issued->expires_at) + " UTC");
    if (issued->link.empty()) text += "Next   audience download TOKEN\n";
  }
  session.out().write(text);
}

void write_json(Session& session, const ExportRecord& record, std::int64_t escaped_cells,
                const std::optional<IssuedLink>& issued) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  const auto optional_text = [&](std::string_view key, const std::optional<std::string>& value) {
    json.key(key);
    if (value && !value->empty()) {
      json.text(*value);
    } else {
      json.null();
    }
  };
  json.begin_object();
  json.text_member("audience_id", record.audience_id);
  json.text_member("export_id", record.export_id);
  optional_text("file", record.file);
  json.text_member("format", record.format);
  json.integer_member("rows", record.rows);
  json.integer_member("held_back", record.held_back);
  json.integer_member("escaped_cells", escaped_cells);
  json.integer_member("bytes", record.bytes);
  json.text_member("sha256", record.sha256);
  optional_text("link", issued ? std::optional(issued->link) : std::nullopt);
  optional_text("token", issued ? std::optional(issued->token) : std::nullopt);
  optional_text("expires_at", issued ? std::optional(format_time(issued->expires_at)) : std::nullopt);
  json.end_object();
  session.out().write(text + "\n");
}

}  // namespace

void report_export(Session& session, const ExportRecord& record, std::int64_t escaped_cells,
                   const std::optional<IssuedLink>& issued) {
  if (session.tables()) {
    write_summary(session, record, escaped_cells, issued);
  } else {
    write_json(session, record, escaped_cells, issued);
  }
}

}  // namespace audience
