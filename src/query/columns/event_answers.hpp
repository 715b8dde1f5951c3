// Filters on events answered from columns.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/huge_pages.hpp"
#include "query/columns/column_rows.hpp"
#include "query/columns/column_store.hpp"
#include "query/columns/row_choice.hpp"
#include "query/columns/unit_sums.hpp"
#include "query/event_question.hpp"
#include "query/filter_engine.hpp"

namespace audience {

/// Answers event and measure filters of one event, as SqliteScan would. Throws ColumnsUnusable, and as the
/// collectors of measures.
class EventAnswers {
 public:
  /// All must outlive it. `population` is known.
  EventAnswers(const EventColumnStore& store, const Event& event, const Question& question,
               const CustomerSet& population)
      : store_(store), event_(event), question_(question), population_(population) {}

  /// Fills in the customers, who is missing, and whether the window held any event.
  void answer(const BoundFilter& filter, FilterAnswer& answer) const;
  /// The same of question.only, with what was seen.
  void show(const BoundFilter& filter, FilterAnswer& answer) const;
  /// What a measure filter measures.
  [[nodiscard]] std::unique_ptr<MeasuredValues> measure(const BoundFilter& filter) const;

 private:
  [[nodiscard]] RowRange rows_in(const EventSegment& segment, const EventScope& scope) const;
  [[nodiscard]] RowChoice choose(const EventSegment& segment, const EventScope& scope) const;
  [[nodiscard]] CustomerSet who_has(const EventFilter& filter, const Predicate& predicate) const;
  void answer_entities(const EventFilter& filter, FilterAnswer& answer) const;
  void answer_count(const MeasureFilter& filter, FilterAnswer& answer) const;
  [[nodiscard]] HugeVector<std::uint32_t> counts_of(const EventScope& scope) const;
  /// Of a sum or an average. None where the values do not fit.
  [[nodiscard]] std::optional<UnitSums> sums_of(const MeasureFilter& filter) const;
  /// Feeds it the rows that count.
  void take_rows(const MeasureFilter& filter, ColumnRows& rows, EventQuestion& asked) const;
  /// False where the values do not fit.
  [[nodiscard]] bool answer_sum(const MeasureFilter& filter, FilterAnswer& answer) const;
  void answer_by_rows(const BoundFilter& filter, FilterAnswer& answer) const;

  const EventColumnStore& store_;
  const Event& event_;
  const Question& question_;
  const CustomerSet& population_;
};

}  // namespace audience
