// A document's filters held against a catalog.
#pragma once

#include "model/bound_filter.hpp"
#include "model/catalog.hpp"
#include "model/document.hpp"

namespace audience {

/// Names that do not resolve and values that do not fit go to `faults`. Audiences are taken as ids:
/// `bind_audiences` first.
BoundDocument bind_document(const Document& document, const Catalog& catalog, Faults& faults);

}  // namespace audience
