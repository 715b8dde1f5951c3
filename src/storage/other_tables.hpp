// What other programs keep in our file: tables, views, triggers and indexes that are not ours, with someone
// to be erased in them.
#pragma once

#include <string>
#include <vector>

#include "storage/text_erasure.hpp"

namespace audience {

/// Columns of tables that neither are ours nor told of by `columns_naming`, with how many cells name someone,
/// or may: by the matching of texts for texts and blobs (of those that are no UTF-8 telling names alone);
/// whole numbers that are an id. Surely where the
/// column has the name of the catalog's key or refers to its customers; a table's own INTEGER PRIMARY KEY is
/// passed over but there. Then definitions that do: their names, literals and comments; of the rest only
/// telling names. Then tables that cannot be read, and full-text indexes without rows of their own. By name
/// of table, columns in their order. One pass over each such table; memory for one row, and some megabytes.
std::vector<PresentText> others_naming(const Database& own, const Catalog& catalog, PersonNames& names,
                                       const std::vector<std::string>& ids);

}  // namespace audience
