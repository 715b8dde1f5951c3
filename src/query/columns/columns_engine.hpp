// Answers filters from columns: quick, where they are fresh.
#pragma once

#include <optional>

#include "query/columns/column_store.hpp"
#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// What it cannot read after all it leaves to the others, and nobody is told.
class ColumnsEngine : public FilterEngine {
 public:
  explicit ColumnsEngine(const DataSource& source);
  [[nodiscard]] bool can_answer(const Question& question, const BoundFilter& filter) const override;
  std::vector<std::size_t> answer(const Question& question, const std::vector<std::size_t>& asked,
                                  Answers& answers) override;
  [[nodiscard]] std::unique_ptr<MeasuredValues> measure(const Question& question,
                                                        const MeasureFilter& filter) override;

 private:
  void find_population(const Question& question, Answers& answers) const;
  /// The question in places (CustomerPlaces), as its answers then are, within that population.
  void answer_placed(const Question& question, const BoundFilter& filter, const CustomerSet& population,
                     FilterAnswer& answer) const;
  void answer_attribute(const Question& question, const AttributeFilter& filter,
                        const CustomerSet& population, FilterAnswer& answer) const;
  void answer_event(const Question& question, const BoundFilter& filter, const CustomerSet& population,
                    FilterAnswer& answer) const;
  /// Of another program's customers, whose places are their rows: the population by row, the answer by
  /// number.
  [[nodiscard]] FilterAnswer answer_by_rows(const Question& question, const BoundFilter& filter,
                                            const CustomerSet& population) const;
  const DataSource& source_;
  std::optional<ColumnStore> store_;  ///< none: nothing is fresh
};

}  // namespace audience
