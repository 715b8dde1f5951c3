// `audience changes`: who entered an audience and who left it.
#include "studio/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "base/moment_words.hpp"
#include "base/utf8.hpp"
#include "cli/audience_argument.hpp"
#include "cli/output_choice.hpp"
#include "cli/page_options.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "storage/history.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  std::optional<std::string> since, until;
  PageOptions page{.noun = "changes", .fewest = "10 on a screen, else all"};
};

/// A page of changes, and how many there are in all.
struct Page {
  std::vector<Change> changes;
  std::int64_t offset = 0, limit = 0, entered = 0, left = 0;

  [[nodiscard]] std::int64_t count() const { return entered + left; }
};

Page page_of(std::vector<Change> all, const PageOptions& options, std::optional<std::int64_t> most) {
  const auto count = static_cast<std::int64_t>(all.size());
  Page page{.changes = {}, .offset = options.first(), .limit = options.most(most).value_or(count)};
  page.entered = std::count_if(all.begin(), all.end(), [](const Change& change) { return change.entered; });
  page.left = count - page.entered;
  const std::int64_t first = std::min(page.offset, count);
  const auto begin = all.begin() + first;
  page.changes.assign(std::move_iterator(begin),
                      std::move_iterator(begin + std::min(page.limit, count - first)));
  return page;
}

bool is_run(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The run that an option names: by its number (0: before there was any), or the last one stored before a
/// time. `history`: the command that shows which there are.
std::int64_t named_run(const std::vector<Run>& runs, const std::string& option, const std::string& text,
                       const std::string& history, TimePoint now) {
  const std::int64_t oldest = runs.back().run;
  if (is_run(text)) {
    const std::int64_t run = whole_number(option, text);
    const bool kept = run == 0 ? oldest == 1 : run >= oldest && run <= runs.front().run;
    if (kept) return run;
    throw Error(
        ErrorKind::not_found,
        fmt::format("{}: there is no run {}; {} to {} are kept", option, run, oldest, runs.front().run),
        fmt::format("`{}` lists them", history));
  }
  const auto time = parse_moment(text, now);
  if (!time)
    throw Error(ErrorKind::usage, fmt::format("{}: \"{}\" is no run and no date", option, text),
                "write 12, 2023-09-14, yesterday or \"7 days ago\"");
  for (const Run& run : runs) {
    if (run.run_at < time->start) return run.run;
  }
  if (oldest == 1) return 0;
  throw Error(ErrorKind::not_found,
              fmt::format("{}: history before {} was forgotten", option, second_text(runs.back().run_at)),
              fmt::format("`{}` lists what is kept", history));
}

/// Without options, what the newest run changed.
RunSpan span_of(const std::vector<Run>& runs, const Options& options, const std::string& history,
                TimePoint now) {
  RunSpan span{runs.front().run - 1, runs.front().run};
  if (options.until) {
    span.until = named_run(runs, "--until", *options.until, history, now);
    span.since = std::max<std::int64_t>(span.until - 1, 0);
  }
  if (options.since) span.since = named_run(runs, "--since", *options.since, history, now);
  return span;
}

void write_lines(JsonStream& out, const Page& page) {
  JsonWriter& json = out.writer();
  for (const Change& change : page.changes) {
    json.begin_object();
    json.text_member("customer_id", change.customer_id);
    json.text_member("change", change.entered ? "entered" : "left");
    json.end_object();
    out.end_line();
  }
}

void write_json(JsonStream& out, const StoredAudience& audience, const RunSpan& span, const Page& page) {
  JsonWriter& json = out.writer();
  json.begin_object();
  json.text_member("audience_id", audience.audience_id);
  json.integer_member("since_run", span.since);
  json.integer_member("until_run", span.until);
  json.integer_member("offset", page.offset);
  json.integer_member("limit", page.limit);
  json.integer_member("count", page.count());
  for (const bool entered : {true, false}) {
    json.key(entered ? "entered" : "left");
    json.begin_array();
    for (const Change& change : page.changes) {
      if (change.entered != entered) continue;
      json.text(change.customer_id);
      out.pass_on();
    }
    json.end_array();
  }
  json.end_object();
}

void write_screen(TextStream& out, const Page& page) {
  for (const Change& change : page.changes)
    out.write_screen(painted(change.entered ? "+" : "-", change.entered ? Ink::in : Ink::out) + " " +
                     printable(change.customer_id) + "\n");
  const auto shown = static_cast<std::int64_t>(page.changes.size());
  if (shown > 0) out.write("\n");
  if (shown == 0 && page.count() > 0) {
    out.write(fmt::format("no changes from {} on; there are {}\n", with_commas(page.offset),
                          with_commas(page.count())));
  } else if (shown < page.count()) {
    out.write(fmt::format("{}..{} of {}: ", with_commas(page.offset + 1), with_commas(page.offset + shown),
                          counted(page.count(), "change")));
  }
  out.write(fmt::format("{} entered, {} left\n", with_commas(page.entered), with_commas(page.left)));
}

void run_changes(Session& session, const Options& options) {
  constexpr std::int64_t screenful = 10;
  options.page.check();
  const auto database = session.open(Database::Mode::read_only);
  Transaction snapshot(*database, Transaction::Kind::read);
  const StoredAudience audience = options.audience.find(*database);
  const std::vector<Run> runs = runs_of(*database, audience.number);
  if (runs.empty())
    throw Error(ErrorKind::not_found, fmt::format("\"{}\" has no history", audience.audience_name),
                "its next evaluation begins one");
  const RunSpan span = span_of(
      runs, options, session.invocation().command("history", {options.audience.reference}), session.now());
  const Page page = page_of(changes_of(*database, audience, span), options.page,
                            wants_screen(session) ? std::optional(screenful) : std::nullopt);
  write_rows(session, {.screen = [&](TextStream& out) { write_screen(out, page); },
                       .json = [&](JsonStream& out) { write_json(out, audience, span, page); },
                       .lines = [&](JsonStream& out) { write_lines(out, page); }});
}

}  // namespace

void add_changes(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("changes",
            "Who entered an audience and who left it, since the run before the newest, or since another.",
            {"audience changes Winter", "audience changes Winter --since 2023-09-14 --jsonl",
             "audience changes Winter --since yesterday --limit 50", "audience changes Winter --since 3"},
            [&session, options] { run_changes(session, *options); })
      .add(options->audience)
      .option(
          "--since", options->since, "RUN|TIME",
          "since the end of that run, or since then: yesterday, \"7 days ago\"; 0: since there was nothing")
      .option("--until", options->until, "RUN|TIME",
              "until the end of that run, or until then; otherwise until now")
      .add(options->page)
      .add(session.options.output.jsonl);
}

}  // namespace audience
