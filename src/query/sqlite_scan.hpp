// Answers filters by scanning the SQLite tables: always right, never needs building.
#pragma once

#include "query/filter_engine.hpp"
#include "storage/database.hpp"

namespace audience {

/// One pass over customers answers all attribute filters; each event filter is a range of the purchases' primary key
/// (product, time, …), or one pass over purchases where it names another column. The caller holds the transaction that
/// makes all of it one state of the data.
class SqliteScan : public FilterEngine {
 public:
  explicit SqliteScan(const Database& database) : database_(database) {}
  Answers answer(const std::vector<BoundFilter>& filters, TimePoint as_of) override;

 private:
  void scan_customers(const std::vector<BoundFilter>& filters, TimePoint as_of, Answers& answers) const;
  void scan_event(const EventFilter& filter, TimePoint as_of, CustomerSet& found) const;
  const Database& database_;
};

}  // namespace audience
