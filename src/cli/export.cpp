// `audience export`: the customers of an audience into a file, and a link that leads to a copy of it.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
#include "cli/export_file.hpp"
#include "cli/export_mail.hpp"
#include "cli/export_report.hpp"
#include "cli/link_issue.hpp"
#include "cli/mail_settings.hpp"
#include "cli/verbs.hpp"
#include "link/mail.hpp"
#include "output/atomic_file.hpp"
#include "output/table.hpp"
#include "query/evaluation.hpp"
#include "query/sqlite_scan.hpp"
#include "storage/erased.hpp"
#include "studio/document_binding.hpp"

namespace audience {
namespace {

struct Options {
  std::string audience;
  std::optional<std::string> output, columns, sort, expires_in, email;
  FileOptions file;
  bool force = false, no_link = false, dry_run = false;

  [[nodiscard]] bool streams() const { return output == "-"; }
  [[nodiscard]] bool links() const { return !no_link && !streams(); }
};

/// The options checked, before anything is read or written.
struct Request {
  FileForm form;
  std::chrono::seconds link_life{};
  std::optional<MailSettings> mail;
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

Request request_of(const Session& session, const Options& options) {
  check_together(options);
  if (options.output && !options.streams()) session.refuse_own_file(*options.output);
  Request request{file_form(options.file, options.output), link_life(options.expires_in), {}};
  if (options.email) {
    check_address("--email", *options.email);
    request.mail = mail_settings(session);
  }
  if (options.streams() && request.form.format == FileFormat::xlsx && session.out_is_terminal()) {
    throw Error(ErrorKind::usage, "a workbook is nothing for a terminal to show",
                "write -o FILE.xlsx, or a pipe");
  }
  return request;
}

/// Those of the members whom the catalog lets out, by the data of now.
CustomerSet exportable(const DataSource& source, const CustomerSet& members, TimePoint now) {
  if (source.catalog().export_only_if.values.empty()) return members;
  Document document;
  document.groups.push_back(source.catalog().export_only_if);
  SqliteScan engine(source);
  const BoundDocument bound = bind_stored(document, "export_only_if of the catalog", source);
  CustomerSet allowed = evaluate(document, bound, engine, now).members;
  allowed &= members;
  return allowed;
}

/// Another program's file is only ever read.
void refuse_source(const DataSource& source, const Options& options) {
  std::error_code ignored;
  if (!source.is_foreign() || !options.output ||
      !std::filesystem::equivalent(*options.output, source.data().file(), ignored))
    return;
  throw Error(ErrorKind::conflict, *options.output + " is the file that the catalog names",
              "name another file");
}

struct Exported {
  StoredView view;
  WrittenFile file;
  std::int64_t held_back = 0;
};

std::size_t threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8); }

/// Everything is read in one state of the data.
Exported write_audience(const Session& session, const Options& options, const FileForm& form,
                        Database& database, OutputStream& out) {
  const DataSource source(database, session.wait());
  const SharedSnapshot snapshot(source, threads(), session.wait());
  refuse_source(source, options);
  Exported exported{view_of(source.population(), find_audience(database, options.audience)), {}, 0};
  const CustomerSet members = exportable(source, exported.view.members, session.now());
  const auto& recommendations = exported.view.document.recommendations;
  std::optional<SortOrder> sort;
  if (options.sort) sort = parse_sort(source.catalog(), *options.sort);
  const ExportedRows rows{source,
                          snapshot,
                          members,
                          listing_columns(source.catalog(), recommendations.number_of_recommendations,
                                          column_names(options.columns)),
                          recommendations.recommendations_type,
                          sort};
  exported.file = write_file(out, form, rows, exported.view, session.now());
  exported.held_back = exported.view.size() - exported.file.counts.rows;
  return exported;
}

ExportRecord record_of(const Session& session, const Options& options, const FileForm& form,
                       const Exported& exported) {
  ExportRecord record;
  record.export_id = new_export_id();
  record.audience_id = exported.view.stored.audience_id;
  record.audience_name = exported.view.stored.audience_name;
  record.exported_at = session.now();
  record.exported_by = session.login_name();
  record.format = name_of(form.format);
  if (options.output && !options.streams()) record.file = std::filesystem::absolute(*options.output).string();
  record.recipient = options.email;
  record.rows = exported.file.counts.rows;
  record.held_back = exported.held_back;
  record.bytes = static_cast<std::int64_t>(exported.file.bytes);
  record.sha256 = exported.file.sha256;
  return record;
}

void enter_record(Database& database, const ExportRecord& record) {
  Transaction transaction(database, Transaction::Kind::write);
  insert_export(database, record);
  transaction.commit();
}

void take_back(const Session& session, Database& database, const std::string& export_id) {
  Transaction transaction(database, Transaction::Kind::write);
  delete_export(database, export_id);
  transaction.commit();
  session.spool().remove(export_id);
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

/// Takes a file's bytes and keeps none of them.
class Nowhere {
 public:
  Nowhere()
      : descriptor_(::open("/dev/null", O_WRONLY | O_CLOEXEC)), stream_(descriptor_.get(), "/dev/null") {}
  [[nodiscard]] OutputStream& stream() { return stream_; }

 private:
  FileDescriptor descriptor_;
  OutputStream stream_;
};

void show_mail(Session& session, const Options& options, const Request& request) {
  const auto database = session.open(Database::Mode::read_only);
  Nowhere nowhere;
  const Exported exported = write_audience(session, options, request.form, *database, nowhere.stream());
  const IssuedLink link{.export_id = {},
                        .link = *base_url(session) + "/exports/TOKEN",
                        .token = {},
                        .expires_at = session.now() + request.link_life};
  show_export_mail(session, *request.mail,
                   mail_of(record_of(session, options, request.form, exported), link));
}

void stream(Session& session, const Options& options, const Request& request) {
  const auto database = session.open(Database::Mode::read_write);
  const Exported exported = write_audience(session, options, request.form, *database, session.out_bytes());
  session.out().flush();
  const ExportRecord record = record_of(session, options, request.form, exported);
  enter_record(*database, record);
  // The stream has room for the file alone.
  if (record.held_back > 0)
    session.note(
        fmt::format("note: {} held back by the catalog's export_only_if", with_commas(record.held_back)));
}

/// The mail comes last: whatever becomes of it, the export stands.
void mail(const Session& session, const Request& request, const ExportRecord& record,
          const IssuedLink& issued) {
  try {
    send_export_mail(session, *request.mail, mail_of(record, issued));
    session.note(fmt::format("mailed to {}", *record.recipient));
  } catch (const Error& error) {
    throw Error(error.kind(), error.what(), "the export stands: its link can be sent by other means");
  }
}

void write_files(Session& session, const Options& options, const Request& request) {
  const auto database = session.open(Database::Mode::read_write);
  std::optional<LinkPlan> plan;
  if (options.links()) {
    plan = plan_link(session, request.link_life, std::string(name_of(request.form.format)));
    plan->erased = erased_count(*database);
  }
  std::optional<AtomicFile> output, copy;
  if (options.output)
    output.emplace(*options.output,
                   options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  if (plan) copy.emplace(plan->copy, AtomicFile::Existing::refuse);
  const Exported exported =
      write_audience(session, options, request.form, *database, (copy ? *copy : *output).stream());
  if (copy && output) output->fill_from(*copy);

  ExportRecord record = record_of(session, options, request.form, exported);
  std::optional<IssuedLink> issued;
  if (copy) {
    copy->commit();
    issued = issue_link(session, *database, *plan, record);
    record.export_id = issued->export_id;
  } else {
    enter_record(*database, record);
  }
  try {
    if (output) output->commit();
  } catch (...) {
    take_back(session, *database, record.export_id);
    throw;
  }
  report_export(session, {record, options.output, exported.file.counts.escaped_cells, issued});
  if (!request.mail) return;
  session.out().flush();
  mail(session, request, record, *issued);
}

void run_export(Session& session, const Options& options) {
  const Request request = request_of(session, options);
  if (options.dry_run) {
    show_mail(session, options, request);
  } else if (options.streams()) {
    stream(session, options, request);
  } else {
    write_files(session, options, request);
  }
}

}  // namespace

void add_export(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("export",
            "Write the customers of an audience to a CSV or XLSX file, with a link that dies on time.",
            {"audience export Winter -o winter.xlsx", "audience export Winter -o winter.csv --no-link",
             "audience export Winter --email ana@example.org --expires-in 2h",
             "audience export Winter -o - --columns customer_id,email | head"},
            [&session, options] { run_export(session, *options); })
      .argument("AUDIENCE", options->audience, "name, id, or the id's beginning (4 hex digits or more)")
      .option("-o,--output", options->output, "FILE|-",
              "the file, or - to stream without a link; left out: only the copy that the link leads to")
      .option("--format", options->file.format, "FORMAT", "csv or xlsx (as the file's name ends, else csv)")
      .flag("--force", options->force, "replace the file if it is there")
      .option("--columns", options->columns, "A,B", "these columns, in this order")
      .option("--sort", options->sort, "A[:desc]", "by this column, missing values last (customer_id)")
      .option("--delimiter", options->file.delimiter, "C", "CSV: between cells: , ; | or tab")
      .flag("--bom", options->file.bom, "CSV: begin with a byte order mark, for spreadsheets")
      .flag("--no-escape-formulas", options->file.no_escape,
            "CSV: write cells that a spreadsheet would run as they are")
      .flag("--no-link", options->no_link, "the file alone, for cron")
      .option("--expires-in", options->expires_in, "TIME", "how long the link lives: 1s to 7d (6m)")
      .option("--email", options->email, "ADDRESS", "send the link there")
      .flag("--dry-run", options->dry_run, "with --email: show the mail; nothing is exported");
}

}  // namespace audience
