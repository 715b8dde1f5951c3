// `audience export`: the customers of an audience into a file, and a link that leads to a copy of it.
#include "studio/export.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/audience_argument.hpp"
#include "cli/export_mail.hpp"
#include "cli/export_report.hpp"
#include "cli/file_options.hpp"
#include "cli/link_options.hpp"
#include "cli/mail_settings.hpp"
#include "cli/remedy_words.hpp"
#include "cli/verbs.hpp"
#include "link/mail.hpp"

namespace audience {
namespace {

struct Options {
  AudienceArgument audience;
  std::optional<std::string> output, columns, sort, expires_in, email;
  FileOptions file;
  bool force = false, no_link = false, dry_run = false;

  [[nodiscard]] bool streams() const { return output == "-"; }
  [[nodiscard]] bool links() const { return !no_link && !streams(); }
};

/// The options checked, before anything is read or written.
struct Plan {
  ExportRequest request;
  ExportTarget target;
  std::optional<MailSettings> mail{};
};

void check_together(const Options& options) {
  if (!options.output && options.no_link) {
    throw Error(ErrorKind::usage, "without a link and without -o nobody would get the file",
                "write -o FILE, or leave --no-link out");
  }
  if (options.expires_in && !options.links())
    throw Error(ErrorKind::usage, "--expires-in is about the link, and there is none");
  if (options.email && !options.links()) {
    throw Error(ErrorKind::usage, "--email sends the link, and there is none",
                "leave --no-link out, and do not stream to standard output");
  }
  if (options.dry_run && !options.email) {
    throw Error(ErrorKind::usage, "--dry-run shows the mail that --email would send",
                "name its recipient with --email");
  }
}

std::string_view binary_words(const FileForm& form) { return form.gzipped ? "gzip" : "a workbook"; }

Plan plan_of(const Session& session, const Options& options) {
  check_together(options);
  if (options.output && !options.streams()) session.refuse_own_file(*options.output);
  Plan plan{.request = {.audience = options.audience.reference,
                        .form = file_form(options.file, options.output),
                        .columns = column_names(options.columns),
                        .sort = options.sort,
                        .recipient = options.email},
            .target = {.replaces = options.force}};
  if (options.output && !options.streams()) plan.target.file = *options.output;
  const std::chrono::seconds life = link_life(options.expires_in);
  if (options.email) {
    check_address("--email", *options.email);
    plan.mail = mail_settings(session);
  }
  if (options.links()) plan.target.link = {.life = life, .base = base_url(session)};
  const FileForm& form = plan.request.form;
  const bool is_binary = form.gzipped || form.format == FileFormat::xlsx;
  if (options.streams() && is_binary && session.out_is_terminal()) {
    throw Error(ErrorKind::usage, fmt::format("{} is nothing for a terminal to show", binary_words(form)),
                fmt::format("write -o FILE.{}, or a pipe", ending_of(form)));
  }
  return plan;
}

ExportMail mail_of(const ExportRecord& record, const IssuedLink& issued) {
  return {.to = *record.recipient,
          .export_id = record.export_id,
          .audience_name = record.audience_name,
          .exported_by = record.exported_by,
          .format = record.format,
          .rows = record.rows,
          .held_back = record.held_back,
          .bytes = static_cast<std::uint64_t>(record.bytes),
          .link = issued.link,
          .expires_at = issued.expires_at};
}

void show_mail(Session& session, const Plan& plan) {
  const auto studio = session.studio(Database::Mode::read_only);
  const ExportResult result = preview_export(*studio, plan.request);
  const IssuedLink link{.export_id = {},
                        .link = *plan.target.link->base + "/exports/TOKEN",
                        .token = {},
                        .expires_at = session.now() + plan.target.link->life};
  show_export_mail(session, *plan.mail, mail_of(result.record, link));
}

void stream(Session& session, const Plan& plan) {
  const auto studio = session.studio(Database::Mode::read_write);
  const ExportResult result = stream_audience(*studio, plan.request, session.out_bytes());
  // The stream has room for the file alone.
  if (result.record.held_back > 0)
    session.note(fmt::format("note: {} held back by the catalog's export_only_if",
                             with_commas(result.record.held_back)));
  if (result.may_hold_erased) {
    throw Error(ErrorKind::conflict,
                "customers were erased while the export was streamed: what went out may hold them",
                "destroy what was received, and export again");
  }
}

/// What there is to know of a failed mail beside its fault.
std::string after_failure(const Studio& studio, const Session& session, const std::string& export_id) {
  constexpr std::string_view stands = "the export stands: its link can be sent by other means";
  try {
    note_unsent_mail(studio, export_id);
    return std::string(stands);
  } catch (const Error& error) {
    return fmt::format("{}; the log still names the recipient: {}", stands,
                       message_words(error, session.invocation()));
  }
}

/// The mail comes last: whatever becomes of it, the export stands.
void mail(const Session& session, const Studio& studio, const Plan& plan, const ExportResult& result) {
  const auto told = [&](const Error& error, const std::string& rest) {
    return Error(error.kind(), message_words(error, session.invocation()), rest);
  };
  try {
    send_export_mail(session, *plan.mail, mail_of(result.record, *result.link));
    session.note(fmt::format("mailed to {}", *result.record.recipient));
  } catch (const UnansweredMail& error) {
    throw told(error, "it may have arrived; the export stands: its link can be sent by other means");
  } catch (const Error& error) {
    throw told(error, after_failure(studio, session, result.record.export_id));
  }
}

void write_files(Session& session, const Options& options, const Plan& plan) {
  const auto studio = session.studio(Database::Mode::read_write);
  const ExportResult result = export_audience(*studio, plan.request, plan.target);
  report_export(session, result, options.output);
  if (!plan.mail) return;
  session.out().flush();
  mail(session, *studio, plan, result);
}

void run_export(Session& session, const Options& options) {
  const Plan plan = plan_of(session, options);
  if (options.dry_run) {
    show_mail(session, plan);
  } else if (options.streams()) {
    stream(session, plan);
  } else {
    write_files(session, options, plan);
  }
}

}  // namespace

void add_export(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("export",
            "Write the customers of an audience to a file (CSV, XLSX, JSON), with a link that dies on time.",
            {"audience export Winter -o winter.xlsx", "audience export Winter -o winter.csv.gz --no-link",
             "audience export Winter --email ana@example.org --expires-in 2h",
             "audience export Winter -o - --columns customer_id,email | head"},
            [&session, options] { run_export(session, *options); })
      .add(options->audience)
      .option("-o,--output", options->output, "FILE|-",
              "the file, or - to stream without a link; left out: only the copy that the link leads to")
      .option("--format", options->file.format, "FORMAT",
              "csv, xlsx, json or jsonl, with .gz compressed (as the file's name ends, else csv)")
      .flag("--force", options->force, "replace the file if it is there")
      .option("--columns", options->columns, "A,B",
              "these columns, in this order; also all, 'product_*', -NAME to leave one out")
      .option("--sort", options->sort, "A[:desc]", "by this column, missing values last (customer_id)")
      .option("--delimiter", options->file.delimiter, "C", "CSV: between cells: , ; | or tab")
      .flag("--bom", options->file.bom, "CSV: begin with a byte order mark, for spreadsheets")
      .flag("--no-escape-formulas", options->file.no_escape,
            "CSV: write cells that a spreadsheet would run as they are")
      .flag("--no-link", options->no_link, "the file alone, for cron")
      .option("--expires-in", options->expires_in, "TIME", "how long the link lives: 1s to 7d (6m)")
      .option("--email", options->email, "ADDRESS", "send the link there")
      .add(session.options.timeout)
      .flag("--dry-run", options->dry_run, "with --email: show the mail; nothing is exported");
}

}  // namespace audience
