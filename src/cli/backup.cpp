// `audience backup`: the database as one file elsewhere.
#include "studio/backup.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/backup_report.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  std::string file;
  bool force = false, with_key = false;
};

std::string as_text(const BackupResult& result, const Options& options) {
  std::string text = fmt::format("Backed up into {}: {}\n", options.file, contents_phrase(result.contents));
  if (result.key_file) text += fmt::format("Its key, which signs links: {}\n", result.key_file->string());
  return text;
}

void write_backup(JsonWriter& json, const BackupResult& result, const Options& options) {
  json.begin_object();
  json.text_member("file", options.file);
  write_contents(json, result.contents);
  std::optional<std::string> key;
  if (result.key_file) key = result.key_file->string();
  json.optional_text_member("key_file", key);
  json.end_object();
}

void run_backup(const Session& session, const Options& options) {
  if (options.file == "-") throw Error(ErrorKind::usage, "a backup is a file; it cannot be streamed");
  const auto studio = session.studio(Database::Mode::read_only);
  const BackupResult result =
      back_up(*studio, {.file = options.file, .replaces = options.force, .with_key = options.with_key});
  if (options.with_key && !result.key_file)
    session.note("note: there is no key yet: no link was ever signed");
  if (result.group && !result.is_for_group) {
    session.note(fmt::format(
        "note: only you can read {}: its folder is not one in which files become those of the group {}",
        options.file, *result.group));
  } else if (result.group && result.key_file) {
    session.note(fmt::format("note: only you can read {}", result.key_file->string()));
  }
  const auto key = key_of_backup(options.file);
  std::error_code none;
  if (!options.with_key && std::filesystem::exists(key, none))
    session.note(fmt::format("note: {} is of an earlier backup, and stays", key.string()));
  write_result(session, {.screen = [&] { return as_text(result, options); },
                         .json = [&](JsonWriter& json) { write_backup(json, result, options); },
                         .done = "the backup is made"});
}

}  // namespace

void add_backup(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("backup",
            "Write the database into a file, whole and read back, while others go on reading and writing.",
            {"audience backup monday.db", "audience backup /safe/shop.db --force --with-key"},
            [&session, options] { run_backup(session, *options); })
      .argument("FILE", options->file, "the file of the backup")
      .flag("--force", options->force, "replace the file if it is there")
      .flag("--with-key", options->with_key,
            "the key that signs links too, as FILE.key: whoever has both can sign links");
}

}  // namespace audience
