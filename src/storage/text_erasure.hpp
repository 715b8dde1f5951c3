// Texts that people wrote and the database keeps: which of them name someone, and the past ones without
// names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/person_names.hpp"

namespace audience {

/// Where texts in use name someone, or may: it is their owners' to mend.
struct PresentText {
  enum class Place {
    audience_name,
    document,
    deleted_audience,
    list,    ///< a value that matches nobody, with a name within it
    column,  ///< rows that are not theirs
    catalog,
    other_column,  ///< of a table of others
    definition,    ///< of a table, view, trigger or index of others
    unsearched     ///< a table of others that cannot be read
  };
  Place place = Place::document;
  std::string subject;  ///< the audience's name; the column, as `customers.referred_by`; `view NAME`; of a
                        ///< catalog empty
  Mention mention = Mention::certain;
  std::int64_t rows = 0;  ///< of a table of others, that do
  friend bool operator==(const PresentText&, const PresentText&) = default;
};

/// Audiences' names, documents, and the kept catalog: in the order of audiences' names, the catalog last.
/// Every document is read.
std::vector<PresentText> present_texts_naming(const Database& own, const Catalog& catalog, NameTest& test);

/// Takes names, and what may be one, out of everything that only records the past: documents and notes of
/// runs, what the log of exports says of names and files. How many texts; a dry run leaves them as they are.
/// Inside the caller's write transaction.
std::int64_t erase_from_past_texts(Database& own, const Catalog& catalog, NameTest& test, bool dry_run);

/// Forgets recipients of exports who are one of them, or whose address has one of them within it. How many
/// exports. As the other.
std::int64_t erase_recipients(Database& own, PersonNames& names, bool dry_run);

/// Deleted audiences whose name or document surely names someone go for good: nobody could mend them. How
/// many; a dry run only counts. Those that may name someone are added to `may_name`. As the others.
std::int64_t forget_deleted_naming(Database& own, const Catalog& catalog, NameTest& test, bool dry_run,
                                   std::vector<PresentText>& may_name);

}  // namespace audience
