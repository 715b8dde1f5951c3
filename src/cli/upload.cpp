// `audience upload`: an audience from a list of customer ids, or of what customers have in an attribute.
#include "studio/upload.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/output_choice.hpp"
#include "cli/reading_options.hpp"
#include "cli/rejects_options.hpp"
#include "cli/upload_report.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

struct Options {
  std::string name, file;
  std::optional<std::string> match, column;
  ReadingOptions reading;
  RejectsOptions rejects{"keep lines that brought nobody in, with line and reason"};
  bool append = false, replace = false, dry_run = false;
};

ListPlace place_of(const Options& options) {
  if (options.append && options.replace)
    throw Error(ErrorKind::usage, "--append and --replace exclude each other");
  if (options.append) return ListPlace::append;
  return options.replace ? ListPlace::replace : ListPlace::fresh;
}

/// The rejects file also stays when it says why no line could be used.
UploadResult upload_with_rejects(Studio& studio, const UploadRequest& request, RejectsFile* rejects) {
  try {
    UploadResult result = upload(studio, request);
    if (rejects != nullptr) rejects->settle();
    return result;
  } catch (const Error& error) {
    if (rejects != nullptr && error.kind() == ErrorKind::invalid_input) rejects->settle();
    throw;
  }
}

void run_upload(Session& session, const Options& options) {
  UploadRequest request{.name = options.name,
                        .file = options.file,
                        .match = options.match,
                        .column = options.column,
                        .place = place_of(options),
                        .dry_run = options.dry_run,
                        .reading = options.reading.reading()};
  const auto studio =
      session.studio(options.dry_run ? Database::Mode::read_only : Database::Mode::read_write);
  const std::unique_ptr<RejectsFile> rejects = options.rejects.open(session, {options.file});
  if (rejects) {
    request.rejects = [&rejects](std::string_view bytes) { rejects->write(bytes); };
    request.keep_rejects = [&rejects] { rejects->keep(); };
  }
  const UploadReport report{upload_with_rejects(*studio, request, rejects.get()), options.rejects.file,
                            options.dry_run};
  if (report.result.counts.matched == 0) {
    session.note(fmt::format("note: no line matched a customer: are these {}?",
                             kind_of_values(report.result.match_attribute)));
  }
  write_result(session, {.screen = [&] { return as_text(report, session.invocation()); },
                         .json = [&](JsonWriter& json) { write_report(json, report); },
                         .done = options.dry_run ? "" : "the audience is stored"});
}

}  // namespace

void add_upload(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("upload",
            "An audience from a list of customer ids, one a line or a column of a CSV file or .xlsx workbook "
            "(.gz, .zst, - for stdin).",
            {"audience upload VIP ids.txt", "audience upload VIP export.csv --replace --rejects rejects.csv",
             "audience upload News subscribers.csv --match email --column \"E-mail address\"",
             "grep ^c_ ids.txt | audience upload VIP - --append"},
            [&session, options] { run_upload(session, *options); })
      .argument("NAME", options->name, "of the audience")
      .argument("FILE", options->file, "the list, or -")
      .option("--match", options->match, "ATTRIBUTE",
              "the values are of this attribute, such as email; compared without case and blanks around")
      .option("--column", options->column, "HEADER",
              "the column with the values; otherwise that of the attribute's name")
      .flag("--append", options->append, "add to the uploaded audience of that name, if there is one")
      .flag("--replace", options->replace, "put the list in place of the uploaded audience of that name")
      .add(options->reading)
      .add(options->rejects)
      .add(session.options.timeout)
      .flag("--dry-run", options->dry_run, "say what would happen; the database stays as it is");
}

}  // namespace audience
