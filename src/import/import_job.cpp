// The walk over the rows of a file.
#include "import/import_job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/checksum.hpp"
#include "base/utf8.hpp"
#include "import/file_header.hpp"
#include "import/import_preview.hpp"
#include "import/joined_orders.hpp"
#include "import/record_form.hpp"
#include "import/row_origin.hpp"
#include "import/text_form.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"
#include "storage/generations.hpp"
#include "storage/imports.hpp"
#include "storage/schema_reader.hpp"

namespace audience {
namespace {

/// `no customer (3), unreadable time (1)`. Rows of ever other widths may make a reason each.
std::string reasons_text(const std::vector<std::pair<std::string, std::int64_t>>& reasons) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(reasons.size(), most); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", reasons[i].first, reasons[i].second);
  if (reasons.size() > most) text += fmt::format(", and {} reasons more", reasons.size() - most);
  return text;
}

bool exceeds(std::int64_t rows, const RowLimit& limit, std::int64_t all) {
  if (!limit.percent) return rows > limit.count;
  return static_cast<double>(rows) * 100 > *limit.percent * static_cast<double>(all);
}

std::string_view table_of(ImportKind kind) {
  return kind == ImportKind::customers ? "customers" : "audience_purchases";
}

std::string names_of_files(const ImportOptions& options) {
  const std::string name = name_without_folder(options.file);
  return options.items ? fmt::format("{} + {}", name, name_without_folder(*options.items)) : name;
}

/// Of a file that others change or cut while it is looked at that is told, and not what it looked like.
template <typename Look>
auto unless_changed(const InputText& input, const Look& look) {
  try {
    return look();
  } catch (const Error&) {
    input.check_unchanged();
    throw;
  }
}

}  // namespace

Error too_many_removed(const ImportReport& report) {
  return {ErrorKind::guard,
          fmt::format("{} of {} {} would be removed, more than allowed", report.removed, report.removable,
                      report.kind),
          {Remedy::allow_removed,
           {std::to_string(report.removed), std::to_string(report.removable), report.kind}}};
}

ImportJob::ImportJob(Database& db, const ImportOptions& given, ImportKind kind,
                     std::vector<SchemaColumn> further)
    : database(db),
      options(given),
      kind_(kind),
      further_(std::move(further)),
      said_(db, kind, options, report),
      input_(open()),
      delimiter_(unless_changed(input_, [&] { return checked_delimiter(input_, options.reading); })),
      rejected_(options, layout, delimiter_),
      most_row_bytes_(database.most_row_bytes()) {
  report.kind = name_of(kind);
  report.dry_run = options.dry_run;
  unless_changed(input_, [&] { find_layout(); });
  cells_.emplace(layout, options.reading.missing);
  if (options.dry_run) preview_.emplace(layout, kind, options.reading);
  for (const PayloadColumn& column : layout.payload) {
    if (column.is_new) report.new_columns.push_back({column.name, column.type});
  }
  rejected_.begin();
}

InputText ImportJob::open() {
  if (!options.items)
    return InputText(
        options.file, [this](std::string_view bytes) { return said_.recall(bytes); }, options.progress);
  JoinedText joined = join_orders(options, said_, database.most_row_bytes());
  report.orders = joined.orders;
  return InputText(joined.name, std::move(joined.text), joined.delimiter);
}

/// What the first line and the forms of the cells say.
void ImportJob::find_layout() {
  const FileHeader header(input_, delimiter_);
  if (input_.is_workbook()) said_.recall_sheet(input_.text());
  layout = match_headers(header.line(), kind_, {further_, customer_columns(database)}, options);
  said_.recall_types(layout);
  records_ = header.records();
  first_line_ = header.first_line();
  if (layout.is_first_nameless) report.passed_over_columns.emplace_back(nameless_column);
  hold_columns(kind_);
  const std::size_t time_key = kind_ == ImportKind::purchases ? layout.keys[2] : Layout::absent;
  const auto zone = zone_of(options.reading);
  audience::tell(options.progress, {.work = Work::inspecting, .subject = name_without_folder(input_.name())});
  find_forms(layout, {input_, records_, delimiter_, first_line_, time_key, options.items.has_value(), zone},
             options.reading);
  report.unfit = layout.unfit;
  prepare_times(zone);
}

void ImportJob::prepare_times(const std::shared_ptr<const TimeZone>& zone) {
  times_ = DateReader(layout.time_form.dates, zone);
  time_faults_[0] = "unreadable time";
  if (layout.time_form.dates != DateForm::year_month_day)
    time_faults_[0] += fmt::format(": not {}", times_.described());
  for (const DateFault fault : {DateFault::comes_twice, DateFault::never_comes})
    time_faults_[static_cast<std::size_t>(fault)] = "the time " + times_.clock_words(fault);
  from_ = options.from;
  const bool from_is_day = from_ && *from_ == std::chrono::floor<std::chrono::days>(*from_);
  if (zone && from_is_day)
    from_ = zone->start_of_day(
        std::chrono::local_days{std::chrono::floor<std::chrono::days>(*from_).time_since_epoch()});
}

void ImportJob::hold_columns(ImportKind kind) const {
  const auto is_new = [](const PayloadColumn& column) { return column.is_new; };
  const auto fresh = std::count_if(layout.payload.begin(), layout.payload.end(), is_new);
  const auto most = static_cast<std::ptrdiff_t>(database.most_columns());
  const std::ptrdiff_t there = std::ssize(table_columns(database, table_of(kind)));
  if (fresh == 0 || there + fresh <= most) return;
  throw Error(
      ErrorKind::invalid_input,
      fmt::format("{}: {} of its columns are new, and beside the {} that {} have there is room for {}",
                  input_.name(), fresh, there, report.kind, std::max<std::ptrdiff_t>(0, most - there)),
      "take columns out of the file");
}

bool ImportJob::has_letters_of_utf8() const {
  std::int64_t balance = 0;
  input_.for_each_block(records_, [&](std::string_view block) { balance += utf8_balance(block); });
  return balance > 0;
}

bool ImportJob::is_all_utf8() const {
  bool valid = true;
  input_.for_each_block(records_, [&](std::string_view block) { valid = valid && is_utf8(block); });
  return valid;
}

void ImportJob::read_rows(const Take& take) {
  const bool valid = is_all_utf8();
  RecordWalk walk(input_, records_, delimiter_);
  CsvRecord record;
  if (options.replace) rejected_.keep_keys(database);
  while (walk.next(record)) {
    const std::int64_t erased = report.erased;
    const std::string_view bytes = records_.substr(record.offset, walk.position() - record.offset);
    if (const std::string form = reject_reason(record, bytes.size(), valid); !form.empty()) {
      reject(record, bytes, form);
    } else if (const std::string_view reason = take(record); !reason.empty()) {
      reject(record, bytes, reason);
    } else if (preview_ && !preview_->is_full() && report.erased == erased) {
      preview_->add(record, line_of(record));
    }
    count_rows(1, walk.position());
  }
  settle({&*cells_});
}

ReadRecords ImportJob::walk(const RecordBlock& block, const Take& take) const {
  const std::string_view text = records_.substr(block.offset, block.bytes);
  const bool valid = is_utf8(text);
  CsvReader reader(text, delimiter_);
  CsvRecord record;
  ReadRecords read;
  while (reader.next(record)) {
    ++read.rows;
    const std::size_t bytes = reader.position() - record.offset;
    std::string reason = reject_reason(record, bytes, valid);
    if (reason.empty()) reason = take(record);
    if (!reason.empty()) {
      read.rejected.push_back({block.offset + record.offset, bytes, record.line - 1, std::move(reason)});
    } else if (preview_ && read.taken.size() < ImportPreview::most_rows) {
      read.taken.push_back({block.offset + record.offset, record.line - 1});
    }
  }
  read.lines = reader.line() - 1;
  read.end = block.offset + block.bytes;
  return read;
}

void ImportJob::account_for(const ReadRecords& records) {
  CsvReader reader(records_, delimiter_);
  CsvRecord record;
  for (const ReadRecords::Rejected& rejected : records.rejected) {
    reader.read_at(rejected.offset, record);
    record.line = 1 + lines_ + rejected.line;
    reject(record, records_.substr(rejected.offset, rejected.bytes), rejected.reason);
  }
  for (const ReadRecords::Taken& taken : records.taken) {
    if (preview_->is_full()) break;
    reader.read_at(taken.offset, record);
    record.line = 1 + lines_ + taken.line;
    preview_->add(record, line_of(record));
  }
  lines_ += records.lines;
  count_rows(records.rows, records.end);
  input_.leave(records_.data() + records.end);
}

void ImportJob::count_rows(std::int64_t rows, std::size_t position) {
  constexpr std::int64_t between_words = 1 << 14;
  const std::int64_t before = report.rows_read;
  report.rows_read += rows;
  if (!options.progress || report.rows_read / between_words == before / between_words) return;
  const double share =
      static_cast<double>(position) / static_cast<double>(std::max<std::size_t>(1, records_.size()));
  const std::string name = name_without_folder(input_.name());
  options.progress({.work = Work::reading,
                    .subject = name,
                    .done = report.rows_read,
                    .all = static_cast<std::int64_t>(static_cast<double>(report.rows_read) / share),
                    .unit = "rows"});
}

void ImportJob::settle(const std::vector<const PayloadCells*>& cells) {
  input_.check_unchanged();
  if (preview_) {
    report.preview = preview_->columns();
    report.preview_lines = preview_->lines();
  }
  rejected_.report(report);
  const auto is_of_text = [](const auto& rejected) { return rejected.first == not_utf8; };
  report.is_mostly_utf8 =
      std::any_of(report.rejected.begin(), report.rejected.end(), is_of_text) && has_letters_of_utf8();
  for (std::size_t i = 0; i < layout.payload.size(); ++i) {
    const bool time = layout.payload[i].type == ValueType::date;
    for (const PayloadCells* one : cells) (time ? report.cut_times : report.rounded) += one->rounded(i);
  }
  hold_limits();
}

std::string ImportJob::reject_reason(const CsvRecord& record, std::size_t bytes, bool valid) const {
  if (options.items) {
    if (const std::string_view fault = origin_of(record).fault; !fault.empty()) return std::string(fault);
  }
  return form_fault(record, bytes, {.width = layout.headers.size(), .most_row_bytes = most_row_bytes_},
                    valid);
}

std::int64_t ImportJob::line_of(const CsvRecord& record) const {
  return options.items ? origin_of(record).line : first_line_ + record.line - 1;
}

bool ImportJob::is_erased(const CsvRecord& record) {
  if (!erased_) erased_.emplace(database);
  if (erased_->empty()) return false;
  if (record.cells.size() == layout.headers.size()) return erased_->contains(key(record, 0));
  // With cells too few or too many nobody knows which is the id.
  return std::any_of(record.cells.begin(), record.cells.end(),
                     [this](std::string_view cell) { return erased_->contains(cell); });
}

bool ImportJob::pass_over_erased(const CsvRecord& record) {
  if (!is_erased(record)) return false;
  ++report.erased;
  return true;
}

void ImportJob::reject(const CsvRecord& record, std::string_view bytes, std::string_view reason) {
  if (!pass_over_erased(record)) rejected_.add(record, bytes, line_of(record), reason);
}

void ImportJob::hold_limits() {
  const bool only_erased = rejected_.count() == 0 && report.erased > 0;
  const bool none_left = rejected_.count() + report.erased == report.rows_read;
  if (none_left && only_erased && options.replace) {
    stop({ErrorKind::invalid_input,
          fmt::format("{}: all rows are of erased customers; nobody would be left", input_.name()),
          "nothing was stored"});
  }
  if (none_left && !only_erased) {
    stop({ErrorKind::invalid_input,
          fmt::format("{}: {}", input_.name(),
                      report.rejected.empty() ? "it has no rows"
                                              : "all rows are rejected: " + reasons_text(report.rejected)),
          "nothing was stored"});
  }
  if (options.max_rejects && exceeds(rejected_.count(), *options.max_rejects, report.rows_read)) {
    stop({ErrorKind::guard,
          fmt::format("{} of {} rows are rejected, more than allowed", rejected_.count(), report.rows_read),
          {Remedy::show_rejects, {std::to_string(rejected_.count()), std::to_string(report.rows_read)}}});
  }
}

void ImportJob::stop(const Error& error) const {
  keep_rejects();
  throw Error(error);
}

std::vector<SchemaColumn> ImportJob::new_columns() const {
  std::vector<SchemaColumn> columns;
  for (const TypedColumn& column : report.new_columns) columns.push_back({column.name, column.type});
  return columns;
}

void ImportJob::remove(std::int64_t removed, std::int64_t before) {
  report.removed = removed;
  report.removable = before;
  report.removes_too_many = exceeds(removed, options.max_removed, before);
  if (!options.dry_run && report.removes_too_many) throw too_many_removed(report);
}

void ImportJob::finish(ImportKeeping& keeping, TimePoint now) {
  // Rows may have been read again since.
  input_.check_unchanged();
  const std::int64_t number =
      insert_import(database, {.kind = report.kind,
                               .fingerprint = fingerprint_of_file(),
                               .size_bytes = static_cast<std::int64_t>(input_.text().size()),
                               .imported_at = now,
                               .stored = report.stored,
                               .file = names_of_files(options),
                               .counts = ImportCounts{.rows_read = report.rows_read,
                                                      .inserted = report.inserted,
                                                      .changed = report.changed.value_or(0),
                                                      .removed = report.removed,
                                                      .rejected = rejected_.count()}});
  std::vector<std::string> fresh;
  for (const TypedColumn& column : report.new_columns) fresh.push_back(column.name);
  keeping.finish(number, now, std::move(fresh));
  said_.keep(database, now);
  end_generation(database, data_table_named(report.kind));
  report.customers_total = number_of_own_customers(database);
}

void ImportJob::keep_rejects() const {
  if (!options.dry_run) tell(Work::committing);
  if (options.keep_rejects) options.keep_rejects();
}

std::size_t ImportJob::estimated_rows() const {
  const std::string_view sample = records_.substr(0, 1U << 16U);
  const auto rows = static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\n')) + 1;
  return records_.size() / (sample.size() / rows + 1) * 6 / 5 + 16;
}

const std::string& ImportJob::fingerprint_of_file() {
  if (!fingerprint_.empty()) return fingerprint_;
  Fingerprint fingerprint;
  input_.for_each_block(input_.text(), [&](std::string_view block) { fingerprint.update(block); });
  return fingerprint_ = fingerprint.finish();
}

}  // namespace audience
