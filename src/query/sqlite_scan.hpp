// Answers filters by scanning SQLite tables: always right, never needs building.
#pragma once

#include <map>

#include "query/filter_engine.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// One pass over customers answers all attribute filters, one pass over each event's table all filters on it;
/// but products of the built-in purchases are ranges of their primary key (product, time, customer, n). The
/// caller holds the snapshot that makes all of it one state of the data.
class SqliteScan : public FilterEngine {
 public:
  /// With `only`, the population is that customer alone.
  explicit SqliteScan(const DataSource& source, std::optional<CustomerNumber> only = {})
      : source_(source), only_(only) {}
  Answers answer(const std::vector<BoundFilter>& filters, TimePoint as_of) override;
  /// Members of an audience that stand for the stored ones; of the same source.
  void know(const std::string& audience_id, const CustomerSet& members) {
    known_.insert_or_assign(audience_id, members);
  }
  CustomerSet cut(const CustomerSet& members, const BoundLimit& limit) override;

 private:
  using Numbered = std::vector<std::size_t>;  ///< positions of filters
  void scan_customers(const std::vector<BoundFilter>& filters, TimePoint as_of, Answers& answers) const;
  void scan_events(const std::vector<BoundFilter>& filters, TimePoint as_of, Answers& answers) const;
  void scan_table(const Event& event, const std::vector<BoundFilter>& filters, const Numbered& asked,
                  TimePoint as_of, Answers& answers) const;
  void scan_products(const Event& event, const BoundFilter& filter, TimePoint as_of,
                     const CustomerSet& population, FilterAnswer& answer) const;
  void read_audience(const AudienceFilter& filter, const CustomerSet& population, FilterAnswer& answer) const;
  const DataSource& source_;
  std::optional<CustomerNumber> only_;
  std::map<std::string, CustomerSet> known_;
};

}  // namespace audience
