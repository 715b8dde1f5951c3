// The file that keeps what a command could not take from another.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "output/atomic_file.hpp"

namespace audience {

class Session;
class VerbLine;

/// `--rejects` and `--force`.
struct RejectsOptions {
  std::string help;  ///< of `--rejects`, for each command keeps something else
  std::optional<std::string> file{};
  bool force = false;
  void declare(VerbLine& line);
  /// Nothing where no file was named. Throws as Session::refuse_own_file and AtomicFile.
  [[nodiscard]] std::unique_ptr<AtomicFile> open(const Session& session) const;
};

}  // namespace audience
