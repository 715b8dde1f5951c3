// What an import of a CSV file is asked, and what it answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audience/column.hpp"
#include "audience/progress.hpp"
#include "audience/reading.hpp"

namespace audience {

/// What the rows of a file are, with the columns that they must have.
enum class ImportKind {
  customers,       ///< customer_id; all others are attributes
  purchases,       ///< customer_id, product_id, purchased_at
  recommendations  ///< customer_id, rank, product_id
};

/// How many rows may be lost: a count, or a share of all.
struct RowLimit {
  std::int64_t count = 0;
  std::optional<double> percent{};  ///< 0 to 100, in the place of a count
};

struct ImportOptions {
  std::string file;  ///< CSV, plain or packed by gzip or zstd, or a workbook; `-`: standard input
  std::vector<std::pair<std::string, std::string>> map{};  ///< our column, the file's header
  bool dry_run = false;                                    ///< the database may be open for reading only
  bool replace = false;                                    ///< customers: the file is the whole table
  bool again = false;                                      ///< purchases: even the same bytes
  /// Purchases: replace everything since. A midnight is that of the day in `reading.timezone`.
  std::optional<std::chrono::sys_seconds> from{};
  std::string too_early = "before the time asked for";  ///< why a row before `from` is rejected
  std::optional<RowLimit> max_rejects{};                ///< of the rows read
  /// Of the rows stored before, those that `replace` or `from` may take away; a dry run only counts them.
  RowLimit max_removed{.percent = 10};
  std::function<void(std::string_view)> rejects{};  ///< takes the rejects file's bytes, if it is wanted
  /// Makes that file last, before anything is stored for good, so that both are there or neither.
  std::function<void()> keep_rejects{};
  TellProgress progress{};  ///< if it is wanted
  Reading reading{};
  /// The lines of the orders that `file` holds, a file of its own: each line becomes a row with the columns
  /// of both. Of a column that both have the line's is meant; the order's is called `order_` and its name.
  std::optional<std::string> items{};
  /// The header by which lines belong to orders, or `ORDERS_HEADER=ITEMS_HEADER`; else the one both have.
  std::optional<std::string> join_column{};
  /// Customers: of several rows the one counts that has the latest date, or highest number, in that column of
  /// the file; among equals, and without this, the last. Then the file may have the columns of purchases too.
  std::optional<std::string> newest_by{};
  std::vector<std::pair<std::string, ValueType>> types{};  ///< of our columns, new ones or those there
  bool forget = false;  ///< what was said of files with these headers before counts no more
};

/// A column that was there and has another type now.
struct RetypedColumn {
  std::string name;
  ValueType before = ValueType::text, after = ValueType::text;
  std::int64_t unfit = 0;  ///< values that are none of that type: stored as they are, missing to filters
};

/// What was said of a file with the same headers when one was imported before, as far as it counts now.
struct SaidBefore {
  std::chrono::sys_seconds said_at;
  std::vector<std::pair<std::string, std::string>> map{};
  Reading reading{};
  std::vector<std::pair<std::string, ValueType>> types{};
  std::optional<std::string> join_column{}, newest_by{};
};

/// What became of the file of orders whose lines were imported.
struct JoinedOrders {
  std::int64_t rows = 0;
  std::int64_t repeated = 0;       ///< the same row again, to the letter
  std::int64_t without_lines = 0;  ///< different orders that no line belongs to
};

/// A column of the file, as a dry run would store it.
struct ColumnPreview {
  std::string header;  ///< as the file has it
  std::string name;    ///< what it is stored as
  ValueType type = ValueType::text;
  bool is_new = false;
  std::string reason;                              ///< why it has that type
  std::vector<std::optional<std::string>> values;  ///< of the first rows; none where one is missing
};

/// Each row of the file counts once: stored, repeated, erased or rejected. Of recommendations lists are
/// `inserted`, `updated` and `changed`; of customers and purchases, rows, which together are those stored.
struct ImportReport {
  std::string kind;  ///< `customers`
  bool dry_run = false;
  std::int64_t rows_read = 0;
  std::int64_t stored = 0;  ///< rows that count; customers: different ids
  std::int64_t inserted = 0,
               updated = 0;               ///< not there before, and there before; purchases are never updated
  std::optional<std::int64_t> changed{};  ///< of `updated`: got other values. Not known of a dry run of lists
  std::int64_t removed = 0;               ///< rows that `replace` or `from` took away
  std::int64_t removable = 0;             ///< rows that were stored before, where these were asked for
  bool removes_too_many = false;  ///< of a dry run: more than `max_removed`, so that the import would stop
  /// Customers whom `replace` left as they were, because a row of the file that was rejected is theirs.
  std::int64_t kept = 0;
  /// With `replace`: rejected rows of which nobody can say whose they are.
  std::int64_t rejected_keyless = 0;
  std::int64_t repeated = 0;   ///< rows another row of the file took the place of
  std::int64_t erased = 0;     ///< rows of customers who were erased: passed over, never rejected
  std::int64_t rounded = 0;    ///< number cells that a REAL column cannot hold exactly
  std::int64_t cut_times = 0;  ///< times whose fraction of a second was cut
  std::vector<std::pair<std::string, std::int64_t>> rejected;  ///< by reason, the commonest first
  std::vector<std::int64_t> first_rejected;  ///< of each reason: the line it occurs on first
  bool is_mostly_utf8 = false;  ///< where rows that are not UTF-8 were rejected: others have such letters
  std::vector<std::string> first_rejected_files{};  ///< which of two files has that line; empty of one file
  std::optional<JoinedOrders> orders{};
  std::string newest_by{};  ///< the header that decided between rows of one customer, if one was asked for
  std::vector<TypedColumn> new_columns;
  std::vector<RetypedColumn> retyped{};
  /// What was said of how dates, numbers or booleans are written, and no column is written so.
  Reading unfit{};
  std::optional<SaidBefore> said_before{};
  std::vector<std::string> passed_over_columns{};  ///< as a map can name them: without a header
  std::int64_t customers_total = 0;                ///< present afterwards
  std::vector<ColumnPreview> preview{};            ///< of a dry run, in the order of the file
  std::vector<std::int64_t> preview_lines{};       ///< of the rows whose values these are
};

}  // namespace audience
