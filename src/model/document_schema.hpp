// The JSON Schema of audience documents over a catalog, by which editors complete and check them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "json/json_writer.hpp"
#include "model/catalog.hpp"

namespace audience {

/// What is offered to whoever writes a document, and never demanded. Nothing of personal attributes.
struct OfferedNames {
  std::map<std::string, std::vector<std::string>> values;  ///< of text attributes, by their names
  std::map<std::string, std::string> ranges;  ///< what is said of the values of others, by their names
  std::vector<std::string> audiences;         ///< names of those that are stored
};

/// Every document that can be used fits it. Of those that cannot, these fit all the same: min over max and
/// other ends that are the wrong way round, orders that are there twice or only here and there, audiences
/// that are not there and cycles of them, days that no calendar has, numbers of more than 18 digits, keys
/// that are there twice, and nesting that is too deep.
void write_document_schema(JsonWriter& json, const Catalog& catalog, const OfferedNames& offered);

}  // namespace audience
