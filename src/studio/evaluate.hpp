// Evaluations at one point in time: of a document, or of an uploaded list, which has no filters to evaluate.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/evaluation.hpp"
#include "studio/document_binding.hpp"
#include "studio/freshness.hpp"
#include "studio/stored_view.hpp"

namespace audience {

/// What an uploaded list changes beside members.
struct ListChange {
  std::optional<std::string> match_attribute{};  ///< as StoredAudience
  std::vector<std::string> unmatched{};          ///< values to keep until a customer has them
  std::vector<std::string> settled{};            ///< kept values that are done with
  bool adds = false;  ///< to the members and values that are there, else it is in their place
};

struct FreshEvaluation {
  Document document;  ///< audiences bound to ids
  Evaluation evaluation;
  AsOf as_of{};
  std::chrono::milliseconds took{};
  std::variant<BoundDocument, ListChange> of;  ///< what was evaluated
  std::string generation{};  ///< of customers, as it stood (storage/generations.hpp); empty: none did

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(evaluation.members.count()); }
  [[nodiscard]] const ListChange* list() const { return std::get_if<ListChange>(&of); }
};

/// Inside the caller's snapshot. `fresh_members`: audiences that are evaluated but not stored yet, by id.
/// Throws Error(guard) where the data is older than the moment allows.
FreshEvaluation evaluate_document(const DataSource& source, BoundText text, const Moment& moment,
                                  const MembersById& fresh_members = {});

/// What came of a list's values, as evaluations are kept.
FreshEvaluation evaluate_list(const DataSource& source, Document document, CustomerSet members, AsOf as_of,
                              ListChange change);

/// A stored audience on today's data, inside the caller's snapshot: its document, bound anew; of an uploaded
/// list, the members who are present and those whom the values without a customer match by now. Throws
/// FaultyDocument where the data it speaks of is gone, Error(invalid_input) where a list's attribute is.
FreshEvaluation evaluate_stored(const DataSource& source, const StoredView& view, const Moment& moment);

/// A filter that leaves the audience as it was, or leaves nobody of it.
struct IdleFilter {
  std::size_t position = 0;  ///< in document order, from 0
  bool empties = false;
};

/// What an evaluation of a document saw that a person may not expect.
struct EvaluationNotices {
  bool nobody_stored = false;         ///< there are no customers at all
  std::vector<IdleFilter> idle{};     ///< none where nobody is stored
  std::vector<std::string> values{};  ///< as value_notes (query/value_notes.hpp); nor these
  std::vector<EventNotice> events;
  std::vector<std::string> tables_without_columns;  ///< as that function (query/columns/missing_columns.hpp)
};
/// Of a list there is nothing to tell.
EvaluationNotices evaluation_notices(const DataSource& source, const FreshEvaluation& fresh);

}  // namespace audience
