// Answers filters by scanning SQLite tables: always right, never needs building.
#pragma once

#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// One pass over customers answers all attribute filters, one pass over each event's table all filters on it;
/// but products of the built-in purchases are ranges of their primary key (product, time, customer, n).
class SqliteScan : public FilterEngine {
 public:
  explicit SqliteScan(const DataSource& source) : source_(source) {}
  [[nodiscard]] bool can_answer(const Question&, const BoundFilter& filter) const override {
    return !std::holds_alternative<BucketFilter>(filter.what);
  }
  std::vector<std::size_t> answer(const Question& question, const std::vector<std::size_t>& asked,
                                  Answers& answers) override;
  [[nodiscard]] std::unique_ptr<MeasuredValues> measure(const Question& question,
                                                        const MeasureFilter& filter) override;

 private:
  using Positions = std::vector<std::size_t>;  ///< of filters
  void scan_customers(const Question& question, const Positions& asked, Answers& answers) const;
  void scan_events(const Question& question, const Positions& asked, Answers& answers) const;
  void scan_table(const Event& event, const Question& question, const Positions& asked,
                  Answers& answers) const;
  const DataSource& source_;
};

}  // namespace audience
