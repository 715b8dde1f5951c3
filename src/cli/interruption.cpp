// Kept where a signal handler may look: lock-free, and literals.
#include "cli/interruption.hpp"

#include <unistd.h>

#include <atomic>

#include "base/file_system.hpp"
#include "storage/stored_state.hpp"

namespace audience {
namespace {

std::atomic<const char*> words_once_stored = nullptr;
std::atomic<bool> line_is_shown = false;
static_assert(std::atomic<const char*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void write_text(const char* text) noexcept {
  write_all(STDERR_FILENO, text);  // Nobody can be told that it failed.
}

const char* words() noexcept {
  switch (stored_state()) {
    case StoredState::nothing:
      return "nothing was stored";
    case StoredState::committing:
      return "it was just being stored: look whether it was";
    case StoredState::something:
      return words_once_stored;
  }
  return "";
}

}  // namespace

void may_be_interrupted(const char* once_stored) noexcept {
  forget_stored_state();
  words_once_stored = once_stored;
}

void interruption_finds_line(bool is_shown) noexcept { line_is_shown = is_shown; }

void tell_interruption() noexcept {
  if (line_is_shown) write_text("\r\x1b[K");
  if (words_once_stored == nullptr) return;
  write_text("audience: interrupted; ");
  write_text(words());
  write_text("\n");
}

}  // namespace audience
