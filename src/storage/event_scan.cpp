// One SELECT; customers are found by their keys.
#include "storage/event_scan.hpp"

#include "storage/customer_references.hpp"

namespace audience {
namespace {

std::string select(const Event& event) {
  std::string sql = "SELECT " + sql_name(event.customer) + ", " + sql_name(event.time);
  for (const EventColumn& column : event.columns) sql += ", " + sql_name(column.column);
  return sql + " FROM " + sql_name(event.table);
}

}  // namespace

EventScan::EventScan(const DataSource& source, const Event& event)
    : references_(source.references(event.table, event.customer)),
      rows_(source.data().prepare(select(event))) {}

std::optional<CustomerNumber> EventScan::customer() const { return references_.find(rows_, 0); }

}  // namespace audience
