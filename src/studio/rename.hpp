// A new name for a stored audience.
#pragma once

#include <string>

#include "studio/studio.hpp"

namespace audience {

struct Renamed {
  std::string old_name;
  std::string answer;  ///< as create gives it
};

/// In a transaction of its own. Throws Error(not_found), and Error(conflict) where the name is taken.
Renamed rename_audience(Studio& studio, const std::string& audience, const std::string& name);

}  // namespace audience
