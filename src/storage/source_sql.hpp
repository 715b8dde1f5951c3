// How a source's customers and events are named in SQL; for storage and query/sqlite alone.
#pragma once

#include <string>
#include <string_view>

#include "storage/data_source.hpp"

namespace audience {

/// Says who a row of the customers table is, for DataSource::number_in_row.
std::string customer_reference(const DataSource& source);
/// The customers table.
std::string customers_from(const DataSource& source);

/// Whether the event is the built-in purchases, kept by number in a table of the tool's own
/// (storage/schema_1.inc).
bool is_native(const DataSource& source, const Event& event);
/// Whether the event's column is that of the product there, which rows have as a number.
bool is_product(const DataSource& source, const Event& event, std::string_view column);

}  // namespace audience
