// What a backup holds, told.
#pragma once

#include <string>

#include "json/json_writer.hpp"
#include "studio/backup.hpp"

namespace audience {

/// `2 audiences, 5 customers, 98,304 bytes`.
std::string contents_phrase(const BackupContents& contents);
/// Members `bytes`, `audiences`, `customers`, `foreign_database`.
void write_contents(JsonWriter& json, const BackupContents& contents);

}  // namespace audience
