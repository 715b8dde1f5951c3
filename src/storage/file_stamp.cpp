// Asks SQLite's own file for its bytes: closing another descriptor would drop the locks of this process.
#include "storage/file_stamp.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <ctime>
#include <string_view>
#include <thread>

#include "base/checksum.hpp"
#include "base/file_system.hpp"

namespace audience {
namespace {

/// The header of a database (SQLite's file format, 1.3): change counter, pages, the schema's version.
constexpr int header_bytes = 100;

/// The header of a log's index, twice, so that a reader sees whether it is being written
/// (walformat.html, 2.1). From the page size on it says what a reader who begins now sees: frames, pages,
/// checksum of the frames, salts.
constexpr std::size_t index_header_bytes = 48, index_header_first = 14, index_header_end = 40;
constexpr int index_region_bytes = 32768;

std::optional<FileChange> last_change(const std::filesystem::path& file) {
  struct stat info {};
  if (file_system().stat(file.c_str(), info) != 0) return std::nullopt;
  return FileChange{info.st_dev, info.st_ino, info.st_ctim.tv_sec, info.st_ctim.tv_nsec};
}

/// Steps in which a file system writes time down, well over: most as fine as the kernel's clock, others in
/// seconds, or two of them.
std::chrono::milliseconds step_of_time(const FileChange& change) {
  return std::chrono::milliseconds{change.nanoseconds == 0 ? 3000 : 20};
}

/// By the clock that files get their times from, which may stand still while others go on: negative just
/// after a change that a finer one timed, and where the change lies in the future.
std::chrono::nanoseconds time_since(const FileChange& change) {
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return std::chrono::seconds{now.tv_sec - change.seconds} +
         std::chrono::nanoseconds{now.tv_nsec - change.nanoseconds};
}

}  // namespace

FileStamp::FileStamp(const Database& file) : file_(file), log_before_(log_state()) {}

std::string FileStamp::take() {
  // A transaction has no state yet when it begins: the first reading gives it one.
  static_cast<void>(file_.scalar("SELECT count(*) FROM sqlite_schema"));
  const std::string log = log_state();
  if (log.empty() || log != log_before_) return {};
  const std::string state = file_state();
  return state.empty() ? state : fmt::format("{}|{}|{}", state, log, sqlite3_libversion());
}

std::string FileStamp::log_state() const {
  if (file_.is_immutable_) return "none";
  Statement mode = file_.prepare("PRAGMA journal_mode");
  if (!mode.step()) return {};
  if (mode.text(0) != "wal") return "none";
  mode.reset();
  sqlite3_file* file = nullptr;
  sqlite3_file_control(file_.connection_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  void volatile* region = nullptr;
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2 ||
      file->pMethods->xShmMap(file, 0, index_region_bytes, 0, &region) != SQLITE_OK || region == nullptr)
    return {};
  std::array<char, index_header_bytes> first{}, second{};
  std::memcpy(first.data(), const_cast<const void*>(region), first.size());
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::memcpy(second.data(), const_cast<const char*>(static_cast<char volatile*>(region)) + first.size(),
              second.size());
  if (first != second) return {};
  const std::string_view seen(first.data() + index_header_first, index_header_end - index_header_first);
  std::string text = "log ";
  for (const char byte : seen) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string FileStamp::file_state() const {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(file_.connection_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == nullptr || file->pMethods == nullptr) return {};
  std::array<char, header_bytes> header{};
  if (file->pMethods->xRead(file, header.data(), header_bytes, 0) != SQLITE_OK) return {};
  struct stat info {};
  // The name as SQLite opened it: a link may lead elsewhere by now.
  const char* name = sqlite3_db_filename(file_.connection_, "main");
  int has_moved = 1;
  if (name == nullptr || file_system().stat(name, info) != 0 ||
      sqlite3_file_control(file_.connection_, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) != SQLITE_OK ||
      has_moved != 0)
    return {};
  return fmt::format("{}.{}.{}.{}.{}.{}.{}.{:016x}", info.st_dev, info.st_ino, info.st_size,
                     info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec,
                     checksum(std::string_view(header.data(), header.size())));
}

std::optional<FileChange> settled_change(const std::filesystem::path& file) {
  const auto change = last_change(file);
  if (!change || time_since(*change) < step_of_time(*change)) return std::nullopt;
  return change;
}

void await_settled_change(const std::filesystem::path& file) {
  constexpr std::chrono::milliseconds tick{10};  // of the slowest kernel's clock
  const auto change = last_change(file);
  if (!change) return;
  const auto since = time_since(*change);
  if (since > -std::chrono::seconds{1} && since < step_of_time(*change))
    std::this_thread::sleep_for(step_of_time(*change) - since + tick);
}

}  // namespace audience
