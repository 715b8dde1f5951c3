// What helps to write documents and catalogs: their schemas over the data, and a first document.
#pragma once

#include <optional>
#include <string>

#include "json/json_writer.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of a database, in the caller's snapshot: with its attributes and events, the commonest values of its text
/// columns, each held by at least 10 customers, and the names of its audiences.
void write_document_schema(JsonWriter& json, const DataSource& source);
/// Of a database that was just made.
void write_document_schema(JsonWriter& json);

/// A whole document with one filter to change: on the first text attribute that is not personal and has a
/// value that at least 10 customers hold, by the commonest of these; without one, who has such an attribute
/// at all. `source`: none: names of a database that was just made. `schema`: what stands under `$schema`.
std::string first_document(const DataSource* source, const std::string& name, const std::string& schema);

}  // namespace audience
