// People forgotten everywhere: in the tables, in copies that links lead to, and in what the file kept of
// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "storage/erasure.hpp"
#include "studio/studio.hpp"

namespace audience {

struct ErasureResult {
  Erasure erasure;
  std::string foreign_file;             ///< the catalog's own database, which is only read; empty: none
  std::optional<Error> unreadable;      ///< why nobody could look for them there
  std::vector<LeftFile> not_removed{};  ///< copies that may hold them still; their links are dead
  std::optional<Error> unclean;  ///< why old pages of the file may hold them still; asking again finishes it
};

/// What erasing them would do; all stays as it is. Throws as erase_customers.
ErasureResult plan_erasure(Studio& studio, const std::vector<std::string>& ids);

/// All of them or none. Another program's file that cannot be read does not keep ours from being cleaned.
/// Throws as erase_customers.
ErasureResult erase_people(Studio& studio, const std::vector<std::string>& ids);

}  // namespace audience
