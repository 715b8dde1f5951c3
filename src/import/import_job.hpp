// What the three imports share: the open file, the walk over its rows, rejects, limits, and the last words.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "import/cell.hpp"
#include "import/csv_reader.hpp"
#include "import/form_finder.hpp"
#include "import/import.hpp"
#include "import/import_preview.hpp"
#include "import/input_text.hpp"
#include "import/layout.hpp"
#include "import/payload_cells.hpp"
#include "import/record_blocks.hpp"
#include "import/rejected_rows.hpp"
#include "import/retyping.hpp"
#include "import/said_of_file.hpp"
#include "storage/erased.hpp"
#include "storage/import_keeping.hpp"

namespace audience {

class ImportJob {
 public:
  /// Answers with the reason to reject a record, or an empty text.
  using Take = std::function<std::string_view(const CsvRecord&)>;

  /// `further`: the columns that rows of that kind have in the database beside their keys.
  ImportJob(Database& database, const ImportOptions& options, ImportKind kind,
            std::vector<SchemaColumn> further);

  /// Columns that are there get the types that were said. First of all inside the transaction of the import.
  void retype() { retype_columns(database, kind_, further_, options, report); }

  /// Calls `take(record)` for every record of the right width in valid UTF-8. A row of an erased customer is
  /// counted as such and not rejected. Then holds the limits: throws Error(guard), Error(invalid_input).
  /// Inside the transaction of the import.
  void read_rows(const Take& take);

  /// The same in steps, for records that several threads read: each block is walked by any of them, and
  /// accounted for in the order of the file by the database's. `take` knows of no erased customers: it has
  /// a reason to reject them.
  [[nodiscard]] std::vector<RecordBlock> blocks() const { return cut_into_blocks(records_, delimiter_); }
  [[nodiscard]] ReadRecords walk(const RecordBlock& block, const Take& take) const;
  void account_for(const ReadRecords& records);
  void settle(const std::vector<const PayloadCells*>& cells);  ///< after the last; `cells`: they were read by

  /// Whether the row's customer was erased; counts it then. For ids that are not known already: it may cost a
  /// keyed hash.
  bool pass_over_erased(const CsvRecord& record);
  /// A payload cell in its column's type. `fault` is set to the reason where it cannot be read.
  Cell payload_cell(const CsvRecord& record, std::size_t column, std::string_view& fault) {
    return cells_->read(record, column, fault);
  }
  [[nodiscard]] std::vector<SchemaColumn> new_columns() const;
  /// With `options.replace`: who stands in a row that was rejected; after read_rows.
  [[nodiscard]] const CustomerSet& rejected_customers() const { return rejected_.customers(); }
  /// Reports rows that go, of those stored before. Throws Error(guard) where they are more than allowed, but
  /// not in a dry run.
  void remove(std::int64_t removed, std::int64_t before);
  /// Notes the import, with what is kept to take it back, and marks the data as changed; inside the write
  /// transaction, when all is reported.
  void finish(ImportKeeping& keeping, TimePoint now);
  /// What was rejected lasts from here on: the last step before all is stored, and before a dry run ends.
  void keep_rejects() const;

  /// Empty where the cell says that there is none.
  [[nodiscard]] std::string_view key(const CsvRecord& record, std::size_t index) const {
    const std::string_view cell = record.cells[layout.keys[index]];
    return is_missing(cell, options.reading.missing) ? std::string_view() : cell;
  }
  /// The moment in a key; of none `time_fault` is the reason to reject the row.
  [[nodiscard]] std::optional<ReadDate> time_key(const CsvRecord& record, std::size_t index) const {
    return times_.read_moment(key(record, index));
  }
  [[nodiscard]] std::string_view time_fault(const CsvRecord& record, std::size_t index) const {
    return time_faults_[static_cast<std::size_t>(times_.fault_of(key(record, index)))];
  }
  /// Since when purchases are replaced, if they are.
  [[nodiscard]] std::optional<TimePoint> from() const { return from_; }
  /// Records of the file read again by their offset.
  [[nodiscard]] CsvReader reader() const { return {records_, delimiter_}; }
  [[nodiscard]] const InputText& input() const { return input_; }
  [[nodiscard]] const std::string& fingerprint_of_file();
  /// What is done with the rows once they are read.
  void tell(Work work, std::int64_t done = 0, std::int64_t all = 0) const {
    audience::tell(options.progress,
                   {.work = work, .subject = report.kind, .done = done, .all = all, .unit = "rows"});
  }
  [[nodiscard]] std::size_t estimated_rows() const;  ///< from the length of the first rows; a fifth too many

  Database& database;
  ImportOptions options;  ///< with what was said before of such a file
  Layout layout;
  ImportReport report;

 private:
  InputText open();
  void find_layout();
  void prepare_times(const std::shared_ptr<const TimeZone>& zone);
  void hold_columns(ImportKind kind) const;
  [[nodiscard]] bool is_all_utf8() const;
  [[nodiscard]] bool has_letters_of_utf8() const;  ///< more than bytes that are none
  /// `bytes`: the record as it stands in the file.
  void reject(const CsvRecord& record, std::string_view bytes, std::string_view reason);
  /// Why a record is none whose cells could be taken; empty where it is one.
  [[nodiscard]] std::string reject_reason(const CsvRecord& record, std::size_t bytes, bool valid) const;
  [[nodiscard]] std::int64_t line_of(const CsvRecord& record) const;  ///< of the file it comes from
  void count_rows(std::int64_t rows, std::size_t position);           ///< and tells the progress
  void hold_limits();
  [[noreturn]] void stop(const Error& error) const;  ///< because of the rows: the rejects say which
  [[nodiscard]] bool is_erased(const CsvRecord& record);
  ImportKind kind_;
  std::vector<SchemaColumn> further_;  ///< as they were before
  SaidOfFile said_;
  InputText input_;
  char delimiter_;
  std::string_view records_;  ///< the text behind the header line
  std::int64_t first_line_ = 1;
  std::optional<PayloadCells> cells_;
  DateReader times_;
  std::optional<TimePoint> from_;
  std::array<std::string, 3> time_faults_;  ///< by DateFault
  std::optional<ImportPreview> preview_;    ///< in a dry run
  std::optional<ErasedCustomers> erased_;   ///< read when first asked for
  std::int64_t lines_ = 0;                  ///< of the blocks accounted for
  RejectedRows rejected_;
  std::string fingerprint_;  ///< once it was asked for
  std::size_t most_row_bytes_;
};

}  // namespace audience
