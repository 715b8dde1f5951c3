// The config file: plain settings written as TOML.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace audience {

/// Every key there is; one of a table with its table's name before it (`mail.server`).
const std::vector<std::string>& config_keys();

/// The settings of a file of lines `key = value` and `[table]`. A value is a text in double quotes, with
/// TOML's escapes, or in single quotes, without any; a plain word is taken as it stands. Throws Error(usage)
/// with file and line for a file that cannot be read, an unknown key (with the nearest), a key that is there
/// twice, and lists, tables within a line and texts over several lines, which no setting needs. The line is
/// shown, with a caret, but for the value, which may be a secret.
std::map<std::string, std::string> read_config(const std::filesystem::path& file);

}  // namespace audience
