// Memory first, then a file that nobody else can find.
#include "import/held_text.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/file_system.hpp"

namespace audience {
namespace {

constexpr std::size_t most_in_memory = std::size_t{32} << 20U;

/// /tmp comes last: it may itself be memory.
std::array<std::string, 3> folders() {
  const char* chosen = std::getenv("TMPDIR");
  return {chosen == nullptr ? "" : chosen, "/var/tmp", "/tmp"};
}

}  // namespace

void HeldText::spill() {
  int fault = ENOENT;
  for (const std::string& folder : folders()) {
    if (folder.empty()) continue;
    // O_EXCL: it never gets a name.
    file_ = FileDescriptor(file_system().open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL, 0600));
    fault = errno;
    folder_ = folder;
    if (file_.get() >= 0) return;
  }
  throw write_failure("make a temporary file in", folder_, fault);
}

void HeldText::append(std::string_view bytes) {
  if (file_.get() < 0) {
    memory_ += bytes;
    if (memory_.size() <= most_in_memory) return;
    spill();
    bytes = memory_;
  }
  const int fault = write_all(file_.get(), bytes);
  if (fault != 0) throw write_failure("write a temporary file in", folder_, fault);
  written_ += bytes.size();
  std::string().swap(memory_);  // an assignment would keep its memory
}

std::string_view HeldText::finish() {
  if (file_.get() < 0) return memory_;
  mapping_ = MappedFile::map(file_.get(), written_, MappedFile::Reading::in_order);
  if (!mapping_) throw write_failure("map a temporary file in", folder_, errno);
  return mapping_->bytes();
}

void HeldText::leave(std::size_t before) const {
  if (mapping_) mapping_->leave(before);
}

void HeldText::check() const {
  if (mapping_ && mapping_->is_torn()) throw write_failure("read a temporary file in", folder_, EIO);
}

}  // namespace audience
