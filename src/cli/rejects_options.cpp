// Opened so that it appears whole, or not at all.
#include "cli/rejects_options.hpp"

#include <algorithm>

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

RejectsFile::RejectsFile(std::string name, AtomicFile::Existing existing)
    : name_(std::move(name)), file_(name_, existing) {}

RejectsFile::~RejectsFile() {
  if (kept_ && !settled_) file_.withdraw();
}

void RejectsFile::keep() {
  if (kept_) return;
  file_.commit();
  kept_ = true;
}

void RejectsOptions::declare(VerbLine& line) {
  line.option("--rejects", file, "FILE", help)
      .flag("--force", force, "replace the rejects file if it is there");
}

std::unique_ptr<RejectsFile> RejectsOptions::open(const Session& session,
                                                  const std::vector<std::string>& read) const {
  if (!file) return nullptr;
  const auto is_rejects = [this](const std::string& one) {
    std::error_code other;
    return one != "-" && std::filesystem::equivalent(one, *file, other);
  };
  if (std::any_of(read.begin(), read.end(), is_rejects))
    throw Error(ErrorKind::conflict, *file + " is the file that is read", "name another one with --rejects");
  session.refuse_own_file(*file);
  return std::make_unique<RejectsFile>(*file,
                                       force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
}

}  // namespace audience
