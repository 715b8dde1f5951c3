// One SELECT; customers are found by their keys, or come by a join.
#include "storage/event_scan.hpp"

#include "storage/customer_references.hpp"
#include "storage/event_generation.hpp"

namespace audience {
namespace {

std::string select(const Event& event, bool is_joined) {
  std::string sql = is_joined ? "SELECT c.number" : "SELECT e." + sql_name(event.customer);
  sql += ", e." + sql_name(event.time);
  for (const EventColumn& column : event.columns) sql += ", e." + sql_name(column.column);
  sql += " FROM " + sql_name(event.table) + " e";
  if (is_joined) sql += " LEFT JOIN audience_customers c ON c.customer_id = e." + sql_name(event.customer);
  return sql;
}

}  // namespace

EventScan::EventScan(const DataSource& source, const Event& event)
    : source_(source),
      references_(is_joined(source, event) ? nullptr : &source.references(event.table, event.customer)),
      rows_(source.data().prepare(select(event, references_ == nullptr))) {}

std::optional<CustomerNumber> EventScan::customer() const {
  if (references_ != nullptr) return references_->find(rows_, 0);
  return rows_.is_null(0) ? std::nullopt : source_.number_in_row(rows_, 0);
}

}  // namespace audience
