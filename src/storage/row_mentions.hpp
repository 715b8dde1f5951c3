// Rows that stay when people are erased, of others and of products, with one of them in a text.
#pragma once

#include <string>
#include <vector>

#include "storage/person_names.hpp"

namespace audience {

/// Columns of the own tables, as `table.column`, in which a row that is not theirs has a telling name as a
/// word of its own. Costs a pass for each column of texts; for the built-in purchases one over products.
/// Views are passed over.
std::vector<std::string> columns_naming(const Database& own, const Catalog& catalog, PersonNames& names,
                                        const std::vector<std::string>& ids);

}  // namespace audience
