// The choice between forms, made in one place.
#include "cli/output_choice.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {
namespace {

std::string as_json(const ResultForms& forms) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  forms.json(json);
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

bool wants_screen(const Session& session) {
  const OutputOptions& options = session.options.output;
  return options.table || (!options.json && session.out_is_terminal());
}

void JsonLinesOption::declare(VerbLine& line) { line.flag("--jsonl", given, "one JSON object a line"); }

void OutputOptions::declare(VerbLine& line) {
  line.flag("--json", json, "JSON, also on a terminal")
      .flag("--table", table, "tables, also in a pipe")
      .flag("--all-columns", all_columns, "every column of a table, however narrow the terminal");
}

void OutputOptions::check() const {
  if (json && table) throw Error(ErrorKind::usage, "--json and --table exclude each other");
  if (json && jsonl.given) throw Error(ErrorKind::usage, "--json and --jsonl exclude each other");
  if (jsonl.given && table) throw Error(ErrorKind::usage, "--jsonl and --table exclude each other");
}

void JsonStream::pass_on() {
  out_.write(text_);
  text_.clear();
}

void JsonStream::end_line() {
  text_ += '\n';
  pass_on();
}

void write_result(const Session& session, const ResultForms& forms) {
  try {
    if (wants_screen(session)) {
      session.out().write_screen(forms.screen());
    } else {
      session.out().write(as_json(forms));
    }
    if (!forms.done.empty()) session.out().flush();
  } catch (const Error& error) {
    if (forms.done.empty()) throw;
    throw Error(error.kind(),
                fmt::format("{}; {}, only the answer could not be written", error.what(), forms.done));
  }
}

void write_rows(const Session& session, const RowForms& forms) {
  TextStream out = session.out();
  if (session.options.output.jsonl.given) {
    JsonStream lines(out, JsonWriter::Style::compact);
    forms.lines(lines);
  } else if (wants_screen(session)) {
    forms.screen(out);
  } else {
    JsonStream json(out, JsonWriter::Style::pretty);
    forms.json(json);
    json.end_line();
  }
}

}  // namespace audience
