// Values of uploaded lists that no customer has yet, without those of the people to be erased.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "storage/person_names.hpp"

namespace audience {

struct ListErasure {
  std::int64_t values = 0;
  std::set<std::string> ids;        ///< of these those of lists that hold ids
  std::set<std::string> audiences;  ///< names of those that keep a value with a name within it
};

/// Takes out ids of lists of ids, values of lists of a personal attribute, and any telling name from any
/// list. Every value is read. Inside the caller's write transaction; a dry run only counts.
ListErasure erase_from_lists(Database& own, const Catalog& catalog, PersonNames& names, bool dry_run);

}  // namespace audience
