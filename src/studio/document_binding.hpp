// Documents bound against the data and the audiences of a database, and named back for people.
#pragma once

#include <optional>
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

/// A document as people read it: audiences by name. The one given, which must outlast this, where it uses no
/// audience: a document of 16 MiB is millions of values, and of these no second copy is made.
class DocumentForPeople {
 public:
  /// Throws Error(database_unusable) where an audience that it uses may be damaged.
  DocumentForPeople(const Document& document, const DataSource& source);

  operator const Document&() const { return named_ ? *named_ : given_; }

 private:
  const Document& given_;
  std::optional<Document> named_;
};

}  // namespace audience
