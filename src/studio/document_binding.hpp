// Documents bound against the data and the audiences of a database, and named back for people.
#pragma once

#include <string>

#include "model/bound_filter.hpp"
#include "model/document.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct BoundText {
  Document document;  ///< its audiences bound to ids
  BoundDocument bound;
};

/// Reads and binds a document, which replaces the audience with `own_id` if that is given. Throws
/// FaultyDocument with all its faults, placed in `name`; Error(database_unusable) where an audience that it
/// names may be a damaged one.
BoundText bind_text(const std::string& text, const std::string& name, const DataSource& source,
                    const std::string& own_id = {});
/// Binds a stored document; throws FaultyDocument where the data it speaks of is no longer there.
BoundDocument bind_stored(const Document& document, const std::string& name, const DataSource& source);

/// The document as people read it: audiences by name. Throws Error(database_unusable) where one of these may
/// be damaged.
Document for_people(const Document& document, const DataSource& source);

}  // namespace audience
