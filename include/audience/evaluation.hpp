// Audiences made from documents: what is asked, and what came of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace audience {

/// What to do where an audience of the document's name exists.
enum class IfExists { error, skip, replace };

struct CreateOptions {
  IfExists if_exists = IfExists::error;             ///< `replace` keeps id and history
  std::optional<std::chrono::sys_seconds> as_of{};  ///< windows of events end there; none: now
  /// Instead of `as_of`: the end of that day, which calendars show all the same, as `--as-of` with a date.
  std::optional<std::chrono::sys_days> as_of_day{};
  /// How old the newest event may be at `as_of`.
  std::optional<std::chrono::milliseconds> max_age{};
  bool dry_run = false;  ///< evaluated, never stored; the store may be read-only
};

enum class CreateOutcome {
  created,
  replaced,
  left_alone,  ///< IfExists::skip: what is told is of the audience that is there
  evaluated    ///< a dry run
};

/// How many customers one filter left, in document order.
struct FilterCount {
  std::string filter;       ///< filter_name as the document has it
  std::int64_t before = 0;  ///< `now` of the filter before, or all customers
  std::int64_t now = 0;     ///< the audience's size if the document ended there, before its limit
};

/// What was seen of events that a person may not expect; the audience counts all the same.
struct EvaluationNotice {
  enum class Kind {
    without_time,  ///< events whose time cannot be read were passed over
    empty_window   ///< no customer has an event in the filter's window: the data may end before it begins
  } kind = Kind::empty_window;
  std::string event;      ///< without_time: their kind, such as `purchases`
  std::int64_t rows = 0;  ///< without_time: how many
  std::string filter;     ///< empty_window: filter_name
};

struct CreateResult {
  CreateOutcome outcome = CreateOutcome::created;
  std::string audience_id;  ///< `audience-id-` and 32 hex digits; empty in a dry run
  std::string audience_name;
  std::int64_t size = 0;        ///< customers in the audience
  std::int64_t population = 0;  ///< all customers
  std::vector<FilterCount> filters;
  std::vector<EvaluationNotice> notices;
  std::string answer;  ///< the document as JSON with counts, ids and dates; ends with a newline
};

}  // namespace audience
