// `audience delete`: audiences deleted, all of those named or none; and which can still come back.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/wording.hpp"
#include "cli/json_time.hpp"
#include "cli/left_files.hpp"
#include "cli/output_choice.hpp"
#include "cli/table_screen.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "output/table.hpp"
#include "storage/audiences.hpp"
#include "studio/deletion.hpp"
#include "studio/undeletion.hpp"

namespace audience {
namespace {

struct Options {
  std::vector<std::string> audiences;
  bool yes = false, list = false, purge = false;
};

/// The beginning of an id is too easily another's.
void refuse_beginnings(const Studio& studio, const Options& options) {
  std::vector<DeletedAudience> deleted;
  if (options.purge) deleted = deleted_audiences(studio.database());
  for (const std::string& reference : options.audiences) {
    if (find_whole(studio, reference) || find_deleted(deleted, reference)) continue;
    const StoredAudience meant = find_audience(studio.database(), reference);
    throw Error(ErrorKind::usage,
                fmt::format("delete takes a name or a whole id; {} is only the beginning of one", reference),
                fmt::format("it is of \"{}\", {}", meant.audience_name, meant.audience_id));
  }
}

/// All of one state of the database, which others may change before the question is answered.
Deletable chosen_by(const Studio& studio, const Options& options) {
  const Transaction reading(studio.database(), Transaction::Kind::read);
  refuse_beginnings(studio, options);
  return deletable_audiences(studio, options.audiences, options.purge);
}

/// A name may be that of an audience in use and of a deleted one.
std::string purge_question(const Deletable& chosen) {
  std::string text;
  const auto add = [&](const std::string& name, const std::string& state) {
    text += fmt::format("{}\"{}\" ({})", text.empty() ? "" : ", ", name, state);
  };
  for (const KnownAudience& one : chosen.present) add(one.audience_name, "in use");
  for (const DeletedAudience& one : chosen.deleted)
    add(one.audience_name, "deleted " + format_minute(one.deleted_at));
  return fmt::format("Delete {}, for good?", text);
}

std::string as_table(const std::vector<KeptAudience>& kept, const ScreenRoom& room) {
  if (kept.empty()) return "No deleted audience can come back.\n";
  Table table;
  table.add_column("name");
  table.add_column("id", Table::Align::left, Table::Cells::whole);
  table.add_column("size", Table::Align::right);
  for (const char* title : {"deleted", "kept until"})
    table.add_column(title, Table::Align::left, Table::Cells::whole);
  for (const KeptAudience& one : kept) {
    table.add_row({one.deleted.audience_name, one.deleted.audience_id,
                   one.size ? with_commas(*one.size) : "damaged", minute_text(one.deleted.deleted_at),
                   one.is_cut_off ? "cannot come back" : minute_text(one.kept_until)});
  }
  return table_screen(table, room,
                      fmt::format("{} · {}", counted(kept.size(), "deleted audience"), times_are_utc));
}

void write_kept(JsonWriter& json, const std::vector<KeptAudience>& kept) {
  json.begin_array();
  for (const KeptAudience& one : kept) {
    json.begin_object();
    json.text_member("audience_id", one.deleted.audience_id);
    json.text_member("audience_name", one.deleted.audience_name);
    json.optional_integer_member("audience_size", one.size);
    json.text_member("date_deleted", json_time(one.deleted.deleted_at));
    json.text_member("kept_until", json_time(one.kept_until));
    json.boolean_member("can_come_back", !one.is_cut_off);
    json.end_object();
  }
  json.end_array();
}

void list_deleted(const Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  const std::vector<KeptAudience> kept = kept_audiences(*studio);
  write_result(session, {.screen = [&] { return as_table(kept, session.room()); },
                         .json = [&](JsonWriter& json) { write_kept(json, kept); }});
}

void write_deleted(JsonWriter& json, const Deletion& gone, const std::optional<TimePoint>& kept_until) {
  json.begin_object();
  json.key("deleted");
  json.begin_array();
  for (const KnownAudience& one : gone.audiences.present) json.text(one.audience_id);
  for (const DeletedAudience& one : gone.audiences.deleted) json.text(one.audience_id);
  json.end_array();
  std::optional<std::string> until;
  if (kept_until) until = json_time(*kept_until);
  json.optional_text_member("kept_until", until);
  write_not_removed(json, gone.not_removed);
  json.end_object();
}

void delete_named(const Session& session, const Options& options) {
  const auto studio = session.studio(Database::Mode::read_write);
  const Deletable chosen = chosen_by(*studio, options);
  session.confirm(
      options.purge ? purge_question(chosen) : fmt::format("Delete {}?", names_in_quotes(chosen.names())),
      options.yes);
  const Deletion gone = options.purge ? forget_audiences(*studio, options.audiences)
                                      : delete_audiences(*studio, options.audiences);
  std::optional<TimePoint> until;
  if (!options.purge) until = studio->now() + deleted_are_kept;
  const auto screen = [&] {
    const std::string all = names_in_quotes(gone.audiences.names());
    if (!until) return fmt::format("Deleted {} for good\n", all);
    return fmt::format("Deleted {}\nUntil {} `{}` brings back what was deleted\n", all, format_minute(*until),
                       session.invocation().command("undelete", gone.audiences.names()));
  };
  write_result(session, {.screen = screen,
                         .json = [&](JsonWriter& json) { write_deleted(json, gone, until); },
                         .done = "the audiences are deleted"});
  session.out().flush();
  refuse_left("the audiences are deleted and their links dead", gone.not_removed);
}

void run_delete(const Session& session, const Options& options) {
  if (options.list && (options.purge || !options.audiences.empty()))
    throw Error(ErrorKind::usage, "--list shows what was deleted; it goes alone");
  if (options.list) return list_deleted(session);
  if (options.audiences.empty())
    throw Error(ErrorKind::usage, "name audiences to delete, or say --list to see what was deleted");
  delete_named(session, options);
}

}  // namespace

void add_delete(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb(
          "delete",
          "Delete audiences, all of those named or none. They can come back for 30 days; links die at once. "
          "Customers and purchases stay.",
          {"audience delete Winter", "audience delete Winter Summer --yes", "audience delete --list"},
          [&session, options] { run_delete(session, *options); })
      .optional_arguments("AUDIENCE", options->audiences, "names or whole ids")
      .flag("--list", options->list, "show the deleted audiences that can come back, and until when")
      .flag("--purge", options->purge, "for good; also those deleted before")
      .flag("--yes", options->yes, "do not ask");
}

}  // namespace audience
