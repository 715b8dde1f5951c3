// Copies of exports that could not be removed, told to people and to programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "json/json_writer.hpp"
#include "link/spool.hpp"

namespace audience {

/// The key `not_removed` of the object that is being written: a list of `{file, owner, reason}`, empty where
/// all went. A folder is named that nobody could look into.
void write_not_removed(JsonWriter& json, const std::vector<LeftFile>& left);

/// Each with whose it is and why; of many the first few.
std::string left_phrase(const std::vector<LeftFile>& left);

/// Error(write_failed) where some are left. `done`: what came of the command all the same, such as "the links
/// are dead".
std::optional<Error> left_end(const std::string& done, const std::vector<LeftFile>& left);
/// Throws that. To be called when the result is told.
void refuse_left(const std::string& done, const std::vector<LeftFile>& left);

}  // namespace audience
