// The part of a document's schema that says what a filter is, over a catalog.
#pragma once

#include <string>
#include <vector>

#include "json/schema_writer.hpp"
#include "model/document_schema.hpp"

namespace audience {

/// A window's days, 1 to 36500.
inline constexpr std::string_view window_days_pattern =
    "0*([1-9][0-9]{0,3}|[12][0-9]{4}|3[0-5][0-9]{3}|36[0-4][0-9]{2}|36500)";

/// What a filter may call the attribute: its name, or its column where nothing else has that name.
std::vector<std::string> filter_names_of(const Attribute& attribute, const Catalog& catalog);

/// The definition `filter`, and one for the conditions of each event.
void write_filter_definitions(SchemaWriter& schema, const Catalog& catalog, const OfferedNames& offered);

}  // namespace audience
