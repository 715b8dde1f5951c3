// `audience new`: a first document, and the schema by which an editor completes it.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "base/utf8.hpp"
#include "cli/database_if_any.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "model/document.hpp"
#include "output/atomic_file.hpp"
#include "studio/editing.hpp"

namespace audience {
namespace {

/// Beside the document, in a folder that neither a shell's `*.json` nor a folder of documents has in it.
constexpr std::string_view schema_reference = ".audience/schema.json";

/// What is asked for: `audiences/winter` is the audience winter in audiences/winter.json.
struct Target {
  std::filesystem::path file;
  std::string audience_name;
};

Target target_of(const std::string& name) {
  constexpr std::string_view ending = ".json";
  const std::string base = name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
  const std::filesystem::path file(base + std::string(ending));
  std::string audience_name = std::filesystem::path(base).filename().string();
  if (const auto fault = fault_of_name(audience_name))
    throw Error(ErrorKind::usage, fmt::format("\"{}\": {}", printable(name), *fault));
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored)))
    throw Error(ErrorKind::conflict, printable(file.string()) + " exists already",
                "choose another name; nothing is written over it");
  return {file, std::move(audience_name)};
}

void write_file(const std::filesystem::path& target, const std::string& text) {
  constexpr mode_t readable = 0644;
  AtomicFile file(target, AtomicFile::Existing::refuse, readable);
  file.stream().write(text);
  file.commit();
}

std::string schema_text(const DataSource* source) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::pretty);
  if (source != nullptr) {
    write_document_schema(json, *source);
  } else {
    write_document_schema(json);
  }
  return text + "\n";
}

/// Whether it was not there: one that is there stays as it is.
bool write_schema(const std::filesystem::path& file, const DataSource* source) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return false;
  constexpr mode_t readable = 0755;
  file_system().mkdir(file.parent_path().c_str(), readable);
  write_file(file, schema_text(source));
  return true;
}

void run_new(const Session& session, const std::string& name) {
  const Target target = target_of(name);
  const auto studio = studio_if_any(session);
  const DataSource* source = studio == nullptr ? nullptr : &studio->source();
  std::optional<Snapshot> snapshot;
  if (source != nullptr) snapshot.emplace(*source);
  const std::filesystem::path schema = target.file.parent_path() / schema_reference;
  const std::string document =
      first_document(source, target.audience_name, "./" + std::string(schema_reference));
  const bool is_new = write_schema(schema, source);
  write_file(target.file, document);
  const auto screen = [&] {
    return fmt::format(
        "Wrote {}{}\nNext   {}\n", printable(target.file.string()),
        is_new ? fmt::format(", and {}, by which editors complete it", printable(schema.string())) : "",
        session.invocation().command("explain", {target.file.string()}));
  };
  const auto write = [&](JsonWriter& json) {
    json.begin_object();
    json.text_member("file", target.file.string());
    json.text_member("audience_name", target.audience_name);
    json.text_member("schema", schema.string());
    json.boolean_member("schema_written", is_new);
    json.end_object();
  };
  write_result(session, {.screen = screen, .json = write, .done = "the document is written"});
}

}  // namespace

void add_new(CommandLine& line, Session& session) {
  const auto name = std::make_shared<std::string>();
  line.verb("new",
            "Write a first document NAME.json with one filter to change, and beside it the schema by which "
            "editors complete it; no file is written over.",
            {"audience new spring", "audience new audiences/spring"},
            [&session, name] { run_new(session, *name); })
      .argument("NAME", *name, "the audience, and its file without .json; folders may stand before it");
}

}  // namespace audience
