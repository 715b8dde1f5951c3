// What went out: a row for every export, kept when its audience is gone.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audience/export.hpp"
#include "base/time.hpp"
#include "storage/database.hpp"

namespace audience {

/// A new random export id.
std::string new_export_id();

/// Inside the caller's write transaction, as all that changes rows here.
void insert_export(Database& database, const ExportRecord& record);
/// Of one that did not go out after all.
void delete_export(Database& database, std::string_view export_id);
/// Its link was not mailed to whom it was meant for.
void forget_recipient(Database& database, std::string_view export_id);
/// By its whole id.
std::optional<ExportRecord> find_export(const Database& database, std::string_view export_id);
/// By id, or an id's unique beginning (4 hex digits or more). Throws Error(not_found), or Error(conflict) if
/// a beginning fits several.
ExportRecord named_export(const Database& database, std::string_view reference);
std::vector<ExportRecord> all_exports(const Database& database);  ///< newest first
std::vector<ExportRecord> exports_of(const Database& database,
                                     std::string_view audience_id);  ///< newest first

/// Of those whose links live.
std::set<std::string> live_export_ids(const Database& database, TimePoint now);

/// Marks links that are not revoked yet and whose time has not come; their ids. An export without a link is
/// left as it is.
std::vector<std::string> revoke_export(Database& database, std::string_view export_id, TimePoint now);
std::vector<std::string> revoke_exports_of(Database& database, std::string_view audience_id, TimePoint now);
std::vector<std::string> revoke_all_exports(Database& database, TimePoint now);

/// The end of the link that lives longest; none where none is left that was not revoked.
std::optional<TimePoint> latest_expiry(const Database& database);

/// The random id of the database: whom its links are for. Throws Error(database_unusable) where it is lost.
std::string database_id(const Database& database);
bool has_database_id(const Database& database);
/// A new one: tokens for the old are refused. Inside the caller's write transaction.
void renew_database_id(Database& database);

}  // namespace audience
