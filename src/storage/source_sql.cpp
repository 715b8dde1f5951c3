// Own tables by number, others as their catalog names them.
#include "storage/source_sql.hpp"

namespace audience {

std::string customer_reference(const DataSource& source) {
  return source.is_foreign() ? sql_name(source.catalog().key) : "customer_number";
}

std::string customers_from(const DataSource& source) { return sql_name(source.catalog().customers_table); }

bool is_native(const DataSource& source, const Event& event) {
  return !source.is_foreign() && event.table == "purchases";
}

bool is_product(const DataSource& source, const Event& event, std::string_view column) {
  const EventColumn* found = is_native(source, event) ? event.find_column(column) : nullptr;
  return found != nullptr && found->column == "product_id";
}

}  // namespace audience
