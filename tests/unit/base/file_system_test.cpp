// What writers of files make of system calls that fail, and the lock.
#include "base/file_system.hpp"

#include <doctest/doctest.h>

#include "base/file_descriptor.hpp"
#include "base/file_lock.hpp"
#include "base/temporary_file.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
#include "support/folder.hpp"

namespace audience {

TEST_CASE("bytes are written whatever interrupts them, and a fault is told") {
  const Folder folder;
  FaultyFiles files;
  for (const auto& [fault, told] : {std::pair{EINTR, 0}, {EAGAIN, 0}, {ENOSPC, ENOSPC}, {EPIPE, EPIPE}}) {
    const FileDescriptor opened(files.open((folder / "file").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    files.fail(1, fault, "write");
    CHECK(write_all(opened.get(), "bytes") == told);
    CHECK(file_text(folder / "file") == (told == 0 ? "bytes" : ""));
  }
}

TEST_CASE("a folder is synced, or its file system where it cannot be opened") {
  const Folder folder;
  write_file(folder / "file", "");
  FaultyFiles files;
  const FileDescriptor file(files.open((folder / "file").c_str(), O_RDONLY, 0));
  CHECK(sync_folder(folder.path()) == 0);
  CHECK(sync_folder(folder / "none") == ENOENT);
  files.fail(1, EACCES, "open");
  CHECK(sync_folder(folder.path()) == EACCES);
  files.fail(1, EACCES, "open");
  CHECK(sync_folder(folder.path(), file.get()) == 0);
  files.fail(1, EIO, "fsync");
  CHECK(sync_folder(folder.path(), file.get()) == EIO);
  files.fail(1, EINVAL, "fsync");  // a file system that has no folders to sync
  CHECK(sync_folder(folder.path()) == 0);
}

TEST_CASE("the folder of a bare name is the present one") {
  CHECK(folder_of("winter.csv") == ".");
  CHECK(folder_of("out/winter.csv") == "out");
  CHECK(folder_of("/winter.csv") == "/");
}

TEST_CASE("a lock is held by one, and one that fails is not taken for one that another holds") {
  const Folder folder;
  const auto file = folder / "key.lock";
  {
    const FileLock first(file, FileLock::Patience::none);
    CHECK(first.is_held());
    CHECK_FALSE(FileLock(file, FileLock::Patience::none).is_held());
  }
  FaultyFiles files;
  for (const auto patience : {FileLock::Patience::none, FileLock::Patience::endless}) {
    files.fail(1, EINTR, "flock");
    CHECK(FileLock(file, patience).is_held());
    for (const char* step : {"open", "flock"}) {
      files.fail(1, ENOLCK, step);
      CHECK(kind_of([&] { FileLock(file, patience); }) == ErrorKind::write_failed);
    }
  }
}

TEST_CASE("a temporary file of which nobody knows whether it lives stays") {
  const Folder folder;
  const auto file = folder / ".audience-1.tmp";
  write_file(file, "");
  FaultyFiles files;
  for (const char* step : {"for_each_name", "open", "flock", "unlink"}) {
    files.fail(1, EMFILE, step);
    remove_abandoned(folder.path());
    CHECK(std::filesystem::exists(file));
  }
  remove_abandoned(folder.path());
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("the journal of a temporary file stays with it, and goes with it") {
  const Folder folder;
  const auto file = folder / ".audience-1.tmp";
  const auto journal = folder / ".audience-1.tmp-journal";
  write_file(journal, "");
  write_file(folder / ".audience-1.tmp-other", "");
  {
    const FileLock writing(file, FileLock::Patience::none);
    remove_abandoned(folder.path());
    CHECK(std::filesystem::exists(journal));
  }
  remove_abandoned(folder.path());
  write_file(journal, "");
  remove_abandoned(folder.path());
  CHECK(folder.names() == std::set<std::string>{".audience-1.tmp-other"});
}

}  // namespace audience
