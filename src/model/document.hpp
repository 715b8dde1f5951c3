// The audience document: what a user keeps as a JSON file, and the answer the tool gives for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/as_of.hpp"
#include "model/filter.hpp"

namespace audience {

enum class Status { draft, created };
std::string_view name_of(Status status);

struct RecommendationsExport {
  std::string export_type = "recommender";
  std::string recommendations_type = "default";
  int number_of_recommendations = 10;  ///< 0..100; 0 where the document has no recommendations_export at all
};

/// Cuts an audience to its first members in some order.
struct Limit {
  std::int64_t count = 0;          ///< 0: percent says it
  std::optional<Decimal> percent;  ///< above 0, to 100: of those whom the filters leave, rounded up
  std::string order_by;  ///< an attribute's name or column, or a measure (`purchases.sum_amount`); empty:
                         ///< customer_id
  std::optional<Window> window;  ///< filter_window, of the measure
  bool descending = false;       ///< missing values come last in both directions, ties by rising customer_id
  JsonPlace order_by_place{};
};

/// What an evaluation must keep to, or it stores nothing.
struct Expect {
  std::optional<std::int64_t> min_size, max_size;
  std::optional<Decimal> max_change_percent;  ///< of the size before
};

/// How a size breaks the expectation, as a sentence; nothing if it keeps to it. `before`: the size that is
/// replaced, if any.
std::optional<std::string> breach_of(const Expect& expect, std::int64_t size,
                                     std::optional<std::int64_t> before);

struct Document {
  std::string audience_name;
  JsonPlace name_place;
  std::optional<std::string> author;  ///< left out: the login name
  Status status = Status::created;
  bool is_dynamic = false;
  bool is_uploaded = false;  ///< a stored list of customers: there are no filters, and not everyone is in
  std::string audience_type = "customers";
  RecommendationsExport recommendations{.number_of_recommendations = 0};
  std::optional<std::string> description;
  std::vector<FilterGroup> groups;  ///< in evaluation order; none: everyone
  std::optional<Limit> limit;
  std::optional<Expect> expect;
  std::shared_ptr<const JsonText> text;  ///< where the places lie; none in a document that was not read
};

inline constexpr std::size_t largest_document = std::size_t{16} << 20U;  ///< bytes

/// Reads a document and checks its form: every fault goes to `faults`, what could be read is returned. Bounds
/// while parsing: 16 MiB, nesting 64, filter groups 16 deep; duplicate keys, invalid UTF-8 and numbers out of
/// range are faults. Keys of an answer that are computed (counts, ids, dates, sizes) are ignored; other
/// unknown keys are faults.
Document parse_document(std::string_view json, Faults& faults);

/// Reads what was stored, as above; there an uploaded list is no fault.
Document parse_stored_document(std::string_view json, Faults& faults);
/// What is wrong with a name for an audience, as a sentence; nothing if it is right.
std::optional<std::string> fault_of_name(const std::string& name);

/// The sizes around one filter, in document order.
struct FunnelStep {
  std::int64_t before = 0;  ///< count_before: count_now of the filter before, or all customers
  std::int64_t now = 0;     ///< count_now
};

/// `(before - now) x 100 / before`, cut to two decimals by integer arithmetic; `0.00` when before is 0.
std::string filtered_percentage(const FunnelStep& step);

/// What the tool adds to a document in its answer. Ids and dates are null (nothing here) in a dry run.
struct Evaluated {
  std::optional<std::string> audience_id;
  std::string author;
  std::vector<FunnelStep> funnel;  ///< a step for each filter
  std::optional<bool> is_ready;
  std::int64_t audience_size = 0;
  std::optional<std::string> date_created, date_modified;  ///< `2023-09-14T08:04:51`
  /// Told behind all that the hosted service tells, where asked for.
  std::optional<AsOf> as_of{};
};

/// The answer as pretty JSON with a final newline: keys as the hosted service orders them; inferred keys are
/// written out; extensions appear only where the document used them.
std::string to_answer(const Document& document, const Evaluated& evaluated);

}  // namespace audience
