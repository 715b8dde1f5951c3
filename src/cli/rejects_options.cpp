// Opened so that it appears whole, or not at all.
#include "cli/rejects_options.hpp"

#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

void RejectsOptions::declare(VerbLine& line) {
  line.option("--rejects", file, "FILE", help)
      .flag("--force", force, "replace the rejects file if it is there");
}

std::unique_ptr<AtomicFile> RejectsOptions::open(const Session& session) const {
  if (!file) return nullptr;
  session.refuse_own_file(*file);
  return std::make_unique<AtomicFile>(*file,
                                      force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
}

}  // namespace audience
