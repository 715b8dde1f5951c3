// A document on its way through an evaluation, as create, explain and validate share it.
#pragma once

#include <string>

#include "cli/session.hpp"
#include "model/bound_filter.hpp"
#include "model/document.hpp"
#include "query/evaluation.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct BoundText {
  Document document;  ///< its audiences bound to ids
  BoundDocument bound;
};

/// Reads and binds a document, which replaces the audience with `own_id` if that is given. Throws
/// FaultyDocument with all its faults, placed in `name`.
BoundText bind_text(const std::string& text, const std::string& name, const DataSource& source,
                    const std::string& own_id = {});
/// Binds a stored document; throws FaultyDocument where the data it speaks of is no longer there.
BoundDocument bind_stored(const Document& document, const std::string& name, const DataSource& source);

/// The document as people read it: audiences by name.
Document for_people(const Document& document, const DataSource& source);

/// Notes on stderr windows that hold no event of any customer: the data may end before they begin.
void note_empty_windows(const Session& session, const DataSource& source, const Document& document,
                        const BoundDocument& bound, const std::vector<FilterReport>& reports,
                        TimePoint as_of);
/// ` · newest purchase 2023-09-13 23:58 UTC` of the first kind of event; empty where there is none.
std::string newest_event_phrase(const DataSource& source, TimePoint as_of);
/// When an evaluation is of, and how old its newest event may be then.
struct Moment {
  TimePoint as_of{};
  std::optional<std::chrono::milliseconds> max_age;
};
/// From the options `--as-of` and `--max-age`.
Moment moment_of(const Session& session, const std::optional<std::string>& as_of_text,
                 const std::optional<std::string>& max_age_text);

/// Throws Error(guard) if the newest event of those the document asks for (of all, if it asks for none) is
/// older at as_of.
void check_age(const DataSource& source, const BoundDocument& bound, const Moment& moment);

}  // namespace audience
