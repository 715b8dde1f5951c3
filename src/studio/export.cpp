// Read, written, entered: in this order.
#include "studio/export.hpp"

#include <fcntl.h>

#include <algorithm>
#include <exception>
#include <thread>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
#include "output/atomic_file.hpp"
#include "query/evaluation.hpp"
#include "storage/audiences.hpp"
#include "storage/erased.hpp"
#include "studio/document_binding.hpp"
#include "studio/export_file.hpp"
#include "studio/link_issue.hpp"
#include "studio/own_files.hpp"

namespace audience {
namespace {

/// Those of the members whom the catalog lets out, by the data of now.
CustomerSet exportable(const DataSource& source, const CustomerSet& members, TimePoint now) {
  if (source.catalog().export_only_if.values.empty()) return members;
  Document document;
  document.groups.push_back(source.catalog().export_only_if);
  const BoundDocument bound = bind_stored(document, "export_only_if of the catalog", source);
  CustomerSet allowed = evaluate(source, {document, bound, now}).members;
  allowed &= members;
  return allowed;
}

/// Another program's file is only ever read.
void refuse_source(const DataSource& source, const std::optional<std::filesystem::path>& file) {
  std::error_code ignored;
  if (!source.is_foreign() || !file || !std::filesystem::equivalent(*file, source.data().file(), ignored))
    return;
  throw Error(ErrorKind::conflict, file->string() + " is the file that the catalog names",
              "name another file");
}

void check_form(const FileForm& form) {
  if (form.format == FileFormat::xlsx && form.gzipped)
    throw Error(ErrorKind::usage, "a workbook is compressed already", "ask for it without gzip");
  if (form.format != FileFormat::csv || is_delimiter(form.csv.delimiter)) return;
  throw Error(ErrorKind::usage, "the delimiter of a CSV file cannot be what was asked for",
              "take , ; | or a tab");
}

struct Written {
  MembersView view;
  std::int64_t allowed = 0;  ///< to go out, of the members
  WrittenFile file;
};

std::size_t threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8); }

/// Everything is read in one state of the data. What is known of it is in `written` also where it throws.
void write_audience(Studio& studio, const ExportRequest& request,
                    const std::optional<std::filesystem::path>& file, OutputStream& out, Written& written) {
  check_form(request.form);
  const DataSource& source = studio.renew_source();
  const SharedSnapshot snapshot(source, threads(), studio.patience());
  refuse_source(source, file);
  written.view = members_view_of(source, find_audience(studio.database(), request.audience));
  const CustomerSet members = exportable(source, written.view.members, studio.now());
  written.allowed = static_cast<std::int64_t>(members.count());
  const auto& recommendations = written.view.document.recommendations;
  const ExportedRows rows{
      source,
      snapshot,
      members,
      listing_columns(source.catalog(), recommendations.number_of_recommendations, request.columns),
      recommendations.recommendations_type,
      parse_sort(source.catalog(), request.sort),
      studio.settings().progress};
  write_file(out, request.form, rows, written.view, studio.now(), written.file);
}

ExportResult result_of(const Studio& studio, const ExportRequest& request, const Written& written) {
  ExportResult result;
  result.escaped_cells = written.file.counts.escaped_cells;
  ExportRecord& record = result.record;
  record.export_id = new_export_id();
  record.audience_id = written.view.stored.audience_id;
  record.audience_name = written.view.stored.audience_name;
  record.exported_at = studio.now();
  record.exported_by = studio.user();
  record.format = ending_of(request.form);
  record.recipient = request.recipient;
  record.rows = written.file.counts.rows;
  record.held_back = written.view.size - written.allowed;
  record.bytes = static_cast<std::int64_t>(written.file.bytes);
  record.sha256 = written.file.sha256;
  return result;
}

/// `erased`: erased_count before the data was read.
void enter_record(Database& database, const ExportRecord& record, std::int64_t erased) {
  Transaction transaction(database, Transaction::Kind::write);
  refuse_erased_since(database, erased);
  insert_export(database, record);
  transaction.commit();
}

/// Of an export that ends with an error. Where the user's file stands all the same, the log keeps saying what
/// went out; the link, whose token nobody was told, is dead.
void take_back(const Studio& studio, const std::string& export_id, bool file_stands) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  if (file_stands)
    revoke_export(studio.database(), export_id, studio.now());
  else
    delete_export(studio.database(), export_id);
  transaction.commit();
  studio.spool().remove({export_id});
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

}  // namespace

ExportResult export_audience(Studio& studio, const ExportRequest& request, const ExportTarget& target) {
  if (!target.file && !target.link) {
    throw Error(ErrorKind::usage, "without a link and without a file nobody would get the export",
                "ask for one of them");
  }
  if (target.file) refuse_own_file(studio.settings(), *target.file);
  const std::int64_t erased = erased_count(studio.database());
  std::optional<LinkPlan> plan;
  if (target.link) plan = plan_link(studio, *target.link, ending_of(request.form));
  std::optional<AtomicFile> output, copy;
  if (target.file)
    output.emplace(*target.file,
                   target.replaces ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  if (plan) copy.emplace(plan->copy, AtomicFile::Existing::refuse, studio.access().copy_mode());
  // The disk writes both while rows are still being read.
  if (copy && output) copy->stream().follow_up([&] { output->fill_from(*copy); });
  Written written;
  write_audience(studio, request, target.file, (copy ? *copy : *output).stream(), written);
  if (copy && output) output->fill_from(*copy);

  ExportResult result = result_of(studio, request, written);
  if (target.file) result.record.file = std::filesystem::absolute(*target.file).string();
  if (copy) {
    copy->commit();
    result.link = issue_link(studio, *plan, result.record);
    result.record.export_id = result.link->export_id;
  } else {
    enter_record(studio.database(), result.record, erased);
  }
  try {
    if (output) output->commit();
  } catch (...) {
    take_back(studio, result.record.export_id, output->stands());
    throw;
  }
  return result;
}

void note_unsent_mail(const Studio& studio, const std::string& export_id) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  forget_recipient(studio.database(), export_id);
  transaction.commit();
}

ExportResult stream_audience(Studio& studio, const ExportRequest& request, OutputStream& out) {
  const std::int64_t erased = erased_count(studio.database());
  Written written;
  std::exception_ptr ended_early;
  try {
    write_audience(studio, request, std::nullopt, out, written);
    out.flush();
  } catch (...) {
    if (written.file.counts.rows == 0) throw;
    ended_early = std::current_exception();
    written.file.bytes = out.bytes_written();
    written.file.sha256.clear();
  }
  ExportResult result = result_of(studio, request, written);
  Transaction transaction(studio.database(), Transaction::Kind::write);
  result.may_hold_erased = erased_count(studio.database()) != erased;
  insert_export(studio.database(), result.record);
  transaction.commit();
  if (ended_early && !result.may_hold_erased) std::rethrow_exception(ended_early);
  return result;
}

ExportResult preview_export(Studio& studio, const ExportRequest& request) {
  Nowhere nowhere;
  Written written;
  write_audience(studio, request, std::nullopt, nowhere.stream(), written);
  return result_of(studio, request, written);
}

}  // namespace audience
