// The JSON Schema of catalog files, by which editors complete and check them.
#pragma once

#include "json/json_writer.hpp"
#include "model/catalog.hpp"

namespace audience {

/// Every catalog that can be used fits it. `tables`: those whose names, and whose columns' names, are
/// offered; never demanded.
void write_catalog_schema(JsonWriter& json, const Schema& tables);

}  // namespace audience
