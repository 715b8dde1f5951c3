// Files of dead links, removed as a command begins.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "studio/studio.hpp"

namespace audience {

struct Sweep {
  Removal files{};
  std::vector<std::string> spared{};  ///< names of expired copies that stay, for the clock is in doubt
  bool is_first = false;              ///< the doubt was not noted before
};

/// Removes copies that expired, as far as `trust_in_clock` lets it, and what a crash left of copies. The
/// database is opened only where a copy has expired, and written only to note a clock in doubt. Faults of it
/// are no errors: then nothing that expired goes.
Sweep sweep_links(const std::filesystem::path& database_file, std::chrono::milliseconds patience,
                  TimePoint now);

}  // namespace audience
