// A catalog file held against the database it names.
#pragma once

#include <filesystem>
#include <string>

#include "cli/session.hpp"
#include "model/catalog.hpp"

namespace audience {

/// A catalog file as it was read, for standard input can be read but once.
struct CatalogText {
  std::string file;  ///< its name, or `-`
  std::string json;
};
CatalogText read_catalog_text(const std::string& file);

/// The catalog of a file with an absolute `database`, every type filled in from the tables, checked against
/// them. `own` is asked where the file names no other database. Throws FaultyDocument with all its faults,
/// Error(invalid_input) where two customers share a key, Error(not_found) and Error(database_unusable) for
/// files that cannot be read.
Catalog read_catalog(const Session& session, const CatalogText& text, const Database* own);

/// A drafted catalog for a SQLite file, or a server's database.
Catalog draft_catalog(const Session& session, const std::string& database);

}  // namespace audience
