// The mapping, and the handler that keeps it readable.
#include "base/mapped_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

namespace audience {

/// What the handler knows of a mapping: it may run at any moment, in any thread.
struct MappingGuard {
  std::atomic<std::uintptr_t> first{0}, end{0};  ///< addresses of pages; 0: the guard is free
  std::atomic<bool> torn{false};
};

namespace {

std::array<MappingGuard, 4096> guards;
std::mutex guards_taken;  // between threads; the handler passes it by
std::size_t mappings = 0;
struct sigaction handled_before {};

std::uintptr_t page_size() {
  static const auto size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

void* at(std::uintptr_t address) {
  return reinterpret_cast<void*>(address);  // NOLINT(performance-no-int-to-ptr)
}

std::uintptr_t page_of(std::uintptr_t address) { return address & ~(page_size() - 1); }

/// Whether the address is of one of ours, and can be read from now on. Where a file was cut, all behind the
/// page is gone as well.
bool mend(std::uintptr_t address) {
  for (MappingGuard& guard : guards) {
    const std::uintptr_t first = guard.first, end = guard.end;
    if (address < first || address >= end) continue;
    const std::uintptr_t page = page_of(address);
    guard.torn = true;
    return ::mmap(at(page), end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
           MAP_FAILED;
  }
  return false;
}

void on_bus_error(int, siginfo_t* info, void*) {
  const int before = errno;
  // Whoever it was meant for meets it again, as soon as this returns.
  if (!mend(reinterpret_cast<std::uintptr_t>(info->si_addr))) ::sigaction(SIGBUS, &handled_before, nullptr);
  errno = before;
}

bool is_free(const MappingGuard& guard) { return guard.end == 0; }

void handle_bus_errors() {
  page_size();  // known before the handler asks
  struct sigaction handled {};
  handled.sa_sigaction = on_bus_error;
  handled.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &handled, &handled_before);
}

}  // namespace

std::unique_ptr<MappedFile> MappedFile::map(int descriptor, std::size_t size, Reading reading) {
  const std::lock_guard lock(guards_taken);
  auto* const guard = std::find_if(guards.begin(), guards.end(), is_free);
  if (guard == guards.end()) return nullptr;
  void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapping == MAP_FAILED) return nullptr;
  if (reading == Reading::in_order) ::madvise(mapping, size, MADV_SEQUENTIAL);
  // The handler is there as long as there is a mapping.
  if (mappings++ == 0) handle_bus_errors();
  const auto first = reinterpret_cast<std::uintptr_t>(mapping);
  guard->torn = false;
  guard->first = first;
  guard->end = page_of(first + size + page_size() - 1);
  return std::unique_ptr<MappedFile>(
      new MappedFile(*guard, {static_cast<const char*>(mapping), size}));  // its constructor is its own
}

MappedFile::~MappedFile() {
  const std::lock_guard lock(guards_taken);
  const std::uintptr_t first = guard_.first, end = guard_.end;
  guard_.first = guard_.end = 0;
  ::munmap(at(first), end - first);
  if (--mappings == 0) ::sigaction(SIGBUS, &handled_before, nullptr);
}

bool MappedFile::is_torn() const { return guard_.torn; }

void MappedFile::leave(std::size_t before) const {
  const std::uintptr_t first = guard_.first;
  ::madvise(at(first), page_of(first + before) - first, MADV_DONTNEED);
}

}  // namespace audience
