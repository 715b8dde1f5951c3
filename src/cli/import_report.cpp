// The report of an import, on a screen and as JSON.
#include "cli/import_report.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "base/wording.hpp"
#include "cli/json_time.hpp"
#include "cli/reading_options.hpp"
#include "cli/table_screen.hpp"

namespace audience {
namespace {

std::int64_t rejected_rows(const ImportReport& report) {
  std::int64_t rows = 0;
  for (const auto& [reason, count] : report.rejected) rows += count;
  return rows;
}

std::string keyless_text(const ImportReport& report) {
  return fmt::format("{} no readable key: whom {} is among the removed, if at all",
                     report.rejected_keyless == 1
                         ? "1 rejected row has"
                         : with_commas(report.rejected_keyless) + " rejected rows have",
                     report.rejected_keyless == 1 ? "it means" : "they mean");
}

std::string number_line(std::int64_t count, std::string_view what) {
  return fmt::format("  {:>12}  {}\n", with_commas(count), what);
}

/// What became of the table.
std::string effect_lines(const ImportReport& report, bool takes_away) {
  const bool are_lists = report.kind == "recommendations";
  const auto line = [&](std::int64_t count, std::string_view what) {
    return number_line(count, fmt::format("{}{}", what, !are_lists ? "" : count == 1 ? " list" : " lists"));
  };
  std::string text = line(report.inserted, "new");
  if (report.changed) {
    text += line(*report.changed, "changed");
    text += line(report.updated - *report.changed, "unchanged");
  } else {
    text += number_line(report.updated, !are_lists            ? "there already"
                                        : report.updated == 1 ? "list there already"
                                                              : "lists there already");
  }
  if (takes_away) text += number_line(report.removed, "removed");
  if (report.kept > 0) text += number_line(report.kept, "kept as they were, for their rows were rejected");
  return text;
}

/// What became of the other rows of the file.
std::string passed_over_lines(const ImportReport& report) {
  std::string text;
  if (report.repeated > 0)
    text += number_line(
        report.repeated,
        report.newest_by.empty()
            ? "passed over: repeated in the file, the last one counts"
            : fmt::format("passed over: repeated in the file, the newest by {} counts", report.newest_by));
  if (report.erased > 0) text += number_line(report.erased, "passed over: of erased customers");
  for (std::size_t i = 0; i < report.rejected.size(); ++i) {
    const auto& [reason, count] = report.rejected[i];
    const std::string& file = report.first_rejected_files[i];
    text +=
        number_line(count, fmt::format("rejected: {} ({}{}line {})", reason, count == 1 ? "" : "first in ",
                                       file.empty() ? "" : file + " ", report.first_rejected[i]));
    if (reason == "not UTF-8")
      text += report.is_mostly_utf8
                  ? "                other rows are: mend these, --rejects FILE shows them\n"
                  : "                say how the file is written: --encoding windows-1252\n";
  }
  return text;
}

std::string source_words(const ImportReport& report, std::int64_t rejected) {
  const std::string rows = counted(report.rows_read, "row");
  if (rejected > 0) return fmt::format(", {} of {} rejected", with_commas(rejected), rows);
  return report.repeated > 0 ? fmt::format(", of {}", rows) : "";
}

std::string order_lines(const JoinedOrders& orders) {
  std::string text = number_line(orders.rows, orders.rows == 1 ? "order" : "orders");
  if (orders.repeated > 0) text += number_line(orders.repeated, "of them repeated, to the letter");
  if (orders.without_lines > 0) text += number_line(orders.without_lines, "of them without a line");
  return text;
}

std::string cell_lines(const ImportReport& report) {
  std::string text;
  if (report.rounded > 0) text += number_line(report.rounded, "numbers rounded to what a REAL column holds");
  if (report.cut_times > 0) text += number_line(report.cut_times, "times cut to whole seconds");
  for (const std::string& column : report.passed_over_columns)
    text += fmt::format("  passed over   a column without a header (--map COLUMN={} takes it)\n", column);
  for (const RetypedColumn& column : report.retyped) {
    text += fmt::format("  new type      {} ({}, was {})\n", column.name, name_of(column.after),
                        name_of(column.before));
    if (column.unfit > 0)
      text += number_line(column.unfit, fmt::format("values of {} stay that are none of that type: filters "
                                                    "take them for missing",
                                                    column.name));
  }
  for (const auto& column : report.new_columns)
    text += fmt::format("  new column    {} ({})\n", column.name, name_of(column.type));
  return text;
}

std::vector<std::string> options_of(const SaidBefore& said) {
  std::vector<std::string> words;
  for (const auto& [column, header] : said.map) words.insert(words.end(), {"--map", column + "=" + header});
  for (const auto& [column, type] : said.types)
    words.insert(words.end(), {"--type", fmt::format("{}={}", column, name_of(type))});
  const auto add = [&](const char* option, const std::optional<std::string>& value) {
    if (value) words.insert(words.end(), {option, *value});
  };
  add("--on", said.join_column);
  add("--newest-by", said.newest_by);
  const std::vector<std::string> reading = options_of(said.reading);
  words.insert(words.end(), reading.begin(), reading.end());
  return words;
}

std::string as_typed(const std::vector<std::string>& options) {
  std::string line;
  for (const std::string& word : options) line += " " + shell_word(word);
  return line;
}

std::string said_line(const SaidBefore& said) {
  return fmt::format("as said on {}:{}; --forget to drop\n", format_time(said.said_at).substr(0, 10),
                     as_typed(options_of(said)));
}

/// A line for each column: its first values, and why it is of its type.
std::string preview_table(const ImportReport& report, const ScreenRoom& room) {
  Table table;
  table.add_column("column");
  table.add_column("type");
  table.add_column("why");
  for (const std::int64_t line : report.preview_lines) table.add_column(fmt::format("line {}", line));
  for (const ColumnPreview& column : report.preview) {
    std::vector<TableCell> cells{column.is_new ? column.name + " (new)" : column.name,
                                 std::string(name_of(column.type)), column.reason};
    for (const auto& value : column.values) cells.emplace_back(value.value_or(""));
    table.add_row(std::move(cells));
  }
  return table_screen(table, room);
}

void write_preview(JsonWriter& json, const ImportReport& report) {
  json.key("columns");
  json.begin_array();
  for (const ColumnPreview& column : report.preview) {
    json.begin_object();
    json.text_member("name", column.name);
    json.text_member("header", replace_invalid_utf8(column.header));
    json.text_member("type", name_of(column.type));
    json.boolean_member("new", column.is_new);
    json.text_member("reason", column.reason);
    json.key("first_values");
    json.begin_array();
    for (const auto& value : column.values) {
      if (value) {
        json.text(*value);
      } else {
        json.null();
      }
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string import_text(const ImportReport& report, bool takes_away,
                        const std::optional<std::string>& rejects_file, const ScreenRoom& room) {
  const std::int64_t rejected = rejected_rows(report);
  const std::string_view one = std::string_view(report.kind).substr(0, report.kind.size() - 1);
  std::string text =
      fmt::format("{} {}{}\n", counted(report.stored, one), report.dry_run ? "would be stored" : "stored",
                  source_words(report, rejected));
  if (report.orders) text += order_lines(*report.orders);
  if (report.said_before) text += said_line(*report.said_before);
  text += effect_lines(report, takes_away) + passed_over_lines(report) + cell_lines(report);
  if (report.removed > 0 && report.rejected_keyless > 0) text += keyless_text(report) + "\n";
  if (rejected > 0 && rejects_file) text += fmt::format("The rejected rows are in {}\n", *rejects_file);
  if (rejected > 0 && !rejects_file) {
    // The same purchases are refused a second time.
    const bool is_refused_again = report.kind == "purchases" && !report.dry_run;
    text += fmt::format("See the rejected rows: {}--rejects FILE\n",
                        is_refused_again ? "--again --dry-run " : "");
  }
  if (!report.preview.empty()) text += "\n" + preview_table(report, room);
  return text;
}

std::string unfit_note(const ImportReport& report) {
  const std::vector<std::string> options = options_of(report.unfit);
  if (options.empty()) return {};
  return fmt::format(
      "note: no column of the file is written as{} says; --dry-run shows what each is taken for",
      as_typed(options));
}

void write_import(JsonWriter& json, const ImportReport& report) {
  const auto integer = [&](const char* key, auto value) {
    json.integer_member(key, static_cast<std::int64_t>(value));
  };
  json.begin_object();
  json.text_member("kind", report.kind);
  json.boolean_member("dry_run", report.dry_run);
  integer("rows_read", report.rows_read);
  integer("stored", report.stored);
  integer("inserted", report.inserted);
  integer("new", report.inserted);
  integer("updated", report.updated);
  std::optional<std::int64_t> unchanged;
  if (report.changed) unchanged = report.updated - *report.changed;
  json.optional_integer_member("changed", report.changed);
  json.optional_integer_member("unchanged", unchanged);
  integer("removed", report.removed);
  integer("kept", report.kept);
  integer("passed_over", report.repeated + report.erased);
  integer("repeated", report.repeated);
  integer("erased", report.erased);
  integer("rounded_cells", report.rounded + report.cut_times);
  json.key("rejected");
  json.begin_object();
  for (const auto& [reason, count] : report.rejected) integer(reason.c_str(), count);
  json.end_object();
  json.key("new_columns");
  json.begin_object();
  for (const auto& column : report.new_columns) {
    json.text_member(column.name, name_of(column.type));
  }
  json.end_object();
  if (report.said_before) {
    json.key("as_said_before");
    json.begin_object();
    json.text_member("said_at", json_time(report.said_before->said_at));
    json.texts_member("options", options_of(*report.said_before));
    json.end_object();
  }
  json.texts_member("unfit_options", options_of(report.unfit));
  json.key("retyped_columns");
  json.begin_object();
  for (const RetypedColumn& column : report.retyped) {
    json.key(column.name);
    json.begin_object();
    json.text_member("type", name_of(column.after));
    json.text_member("before", name_of(column.before));
    integer("not_of_that_type", column.unfit);
    json.end_object();
  }
  json.end_object();
  integer("rejected_without_key", report.rejected_keyless);
  if (report.orders) {
    json.key("orders");
    json.begin_object();
    integer("rows", report.orders->rows);
    integer("repeated", report.orders->repeated);
    integer("without_lines", report.orders->without_lines);
    json.end_object();
  }
  if (!report.newest_by.empty()) json.text_member("newest_by", report.newest_by);
  if (report.dry_run) write_preview(json, report);
  integer("customers", report.customers_total);
  json.end_object();
}

std::string undo_text(const ImportUndo& undo, bool dry_run) {
  const TakenBack& done = undo.done;
  const std::string_view rows = undo.import.kind == "recommendations" ? "lists " : "";
  std::string text = fmt::format(
      "{} of {} from {}, of {}\n", dry_run ? "Would take back the import" : "Took back the import",
      undo.import.kind, undo.import.file.value_or("-"), format_minute(undo.import.imported_at));
  text += number_line(done.removed, fmt::format("{}removed, that it had brought", rows));
  text += number_line(done.changed, fmt::format("{}changed back", rows));
  text += number_line(done.inserted, fmt::format("{}put back, that it had removed", rows));
  for (const std::string& column : done.dropped_columns) text += fmt::format("  column gone   {}\n", column);
  for (const std::string& column : done.columns_in_use)
    text += fmt::format("  column stays  {}, which is in use\n", column);
  return text;
}

void write_undo(JsonWriter& json, const ImportUndo& undo, bool dry_run) {
  const TakenBack& done = undo.done;
  json.begin_object();
  json.text_member("kind", undo.import.kind);
  json.boolean_member("dry_run", dry_run);
  json.optional_text_member("file", undo.import.file);
  json.text_member("imported_at", json_time(undo.import.imported_at));
  json.integer_member("inserted", done.inserted);
  json.integer_member("new", done.inserted);
  json.integer_member("changed", done.changed);
  json.integer_member("removed", done.removed);
  json.texts_member("dropped_columns", done.dropped_columns);
  json.texts_member("columns_in_use", done.columns_in_use);
  json.integer_member("customers", undo.customers_total);
  json.end_object();
}

}  // namespace audience
