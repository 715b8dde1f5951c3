// Files that appear whole or not at all, also where the file system has no unnamed files.
#include "output/atomic_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "audience/error.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

using Existing = AtomicFile::Existing;
namespace fs = std::filesystem;

using Names = std::set<std::string>;

void write_whole(const fs::path& path, Existing existing, const std::string& text) {
  AtomicFile file(path, existing);
  file.stream().write(text);
  file.commit();
}

/// The kind of error, or nothing where none was thrown.
std::optional<ErrorKind> error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind();
  }
  return std::nullopt;
}

/// Makes O_TMPFILE fail as it does on file systems without it. For a child process: it cannot be undone.
void forbid_unnamed_files() {
  const auto flag = static_cast<std::uint32_t>(O_TMPFILE & ~O_DIRECTORY);
  sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
                        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
                        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, flag, 0, 1),
                        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
                        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(90);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) ::_exit(91);
}

/// Runs `work` in a child; the child's wait status. `work` returns what the child exits with.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int code = 92;
    try {
      code = work();
    } catch (...) {
      code = 93;
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

TEST_CASE("nothing has a name before the file is whole") {
  const Folder folder;
  {
    AtomicFile file(folder / "winter.csv", Existing::refuse);
    file.stream().write(std::string(200'000, 'x'));
    CHECK(folder.names().empty());
    file.commit();
  }
  CHECK(folder.names() == Names{"winter.csv"});
  CHECK(file_text(folder / "winter.csv") == std::string(200'000, 'x'));
}

TEST_CASE("a file that is not committed leaves nothing") {
  const Folder folder;
  write_file(folder / "old.csv", "old");
  for (const auto& [name, existing] :
       {std::pair{"old.csv", Existing::replace}, {"new.csv", Existing::refuse}}) {
    AtomicFile file(folder / name, existing);
    file.stream().write("half");
    file.stream().flush();
  }
  CHECK(folder.names() == Names{"old.csv"});
  CHECK(file_text(folder / "old.csv") == "old");
}

TEST_CASE("an existing file is refused at once or replaced at the end") {
  const Folder folder;
  write_file(folder / "a.csv", "old");
  CHECK(error_of([&] { AtomicFile(folder / "a.csv", Existing::refuse); }) == ErrorKind::conflict);
  CHECK(file_text(folder / "a.csv") == "old");
  write_whole(folder / "a.csv", Existing::replace, "new");
  write_whole(folder / "b.csv", Existing::replace, "first");
  CHECK(file_text(folder / "a.csv") == "new");
  CHECK(file_text(folder / "b.csv") == "first");
  CHECK(folder.names() == Names{"a.csv", "b.csv"});
}

TEST_CASE("a file that came into being meanwhile is kept") {
  const Folder folder;
  {
    AtomicFile file(folder / "a.csv", Existing::refuse);
    file.stream().write("ours");
    write_file(folder / "a.csv", "theirs");
    CHECK(error_of([&] { file.commit(); }) == ErrorKind::conflict);
  }
  CHECK(file_text(folder / "a.csv") == "theirs");
  CHECK(folder.names() == Names{"a.csv"});
}

TEST_CASE("symlinks and folders and devices are refused even for replacing") {
  const Folder folder;
  write_file(folder / "real.csv", "real");
  fs::create_symlink("real.csv", folder / "link.csv");
  fs::create_symlink("nowhere.csv", folder / "dangling.csv");
  fs::create_directory(folder / "folder");
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  for (const Existing existing : {Existing::refuse, Existing::replace}) {
    for (const fs::path& target :
         {folder / "link.csv", folder / "dangling.csv", folder / "folder", folder / "fifo",
          fs::path("/dev/null"), fs::path("/dev/full"), fs::path(".")}) {
      CAPTURE(target);
      CHECK(error_of([&] { AtomicFile(target, existing); }) == ErrorKind::conflict);
    }
  }
  CHECK(file_text(folder / "real.csv") == "real");
  CHECK(fs::is_symlink(folder / "link.csv"));
}

TEST_CASE("a symlink that appears before the end is not followed") {
  const Folder folder;
  write_file(folder / "real.csv", "real");
  for (const Existing existing : {Existing::refuse, Existing::replace}) {
    AtomicFile file(folder / "a.csv", existing);
    file.stream().write("ours");
    fs::create_symlink("real.csv", folder / "a.csv");
    CHECK(error_of([&] { file.commit(); }) == ErrorKind::conflict);
    fs::remove(folder / "a.csv");
  }
  CHECK(file_text(folder / "real.csv") == "real");
  CHECK(folder.names() == Names{"real.csv"});
}

TEST_CASE("a missing folder and a folder that takes no files are told apart") {
  const Folder folder;
  write_file(folder / "file", "");
  CHECK(error_of([&] { AtomicFile(folder / "none/a.csv", Existing::refuse); }) == ErrorKind::not_found);
  CHECK(error_of([&] { AtomicFile(folder / "file/a.csv", Existing::refuse); }) == ErrorKind::not_found);
  CHECK(error_of([&] { AtomicFile("/proc/a.csv", Existing::refuse); }) == ErrorKind::write_failed);
  CHECK(error_of([&] { AtomicFile(folder / std::string(300, 'n'), Existing::refuse); }) ==
        ErrorKind::write_failed);
}

TEST_CASE("the longest possible name can be replaced") {
  const Folder folder;
  const std::string name(255, 'n');
  write_whole(folder / name, Existing::refuse, "one");
  write_whole(folder / name, Existing::replace, "two");
  CHECK(file_text(folder / name) == "two");
}

TEST_CASE("only the owner may read the file whatever the umask") {
  const Folder folder;
  const mode_t before = ::umask(0);
  int count = 0;
  for (const mode_t mask : {0000U, 0022U, 0777U}) {
    ::umask(mask);
    for (const Existing existing : {Existing::refuse, Existing::replace}) {
      const fs::path target = folder / std::to_string(++count);
      write_whole(target, existing, "x");
      struct stat info {};
      REQUIRE(::stat(target.c_str(), &info) == 0);
      CHECK((info.st_mode & 07777U) == 0600U);
    }
  }
  ::umask(before);
}

TEST_CASE("two files for one name do not meet") {
  const Folder folder;
  AtomicFile first(folder / "a.csv", Existing::replace);
  AtomicFile second(folder / "a.csv", Existing::replace);
  first.stream().write("first");
  second.stream().write("second");
  second.commit();
  first.commit();
  CHECK(file_text(folder / "a.csv") == "first");
  CHECK(folder.names() == Names{"a.csv"});
}

TEST_CASE("a disk that fills up leaves the old file") {
  const Folder folder;
  write_file(folder / "a.csv", "old");
  const int status = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto kind =
        error_of([&] { write_whole(folder / "a.csv", Existing::replace, std::string(5000, 'x')); });
    return kind == ErrorKind::write_failed ? 0 : 1;
  });
  CHECK(status == 0);
  CHECK(folder.names() == Names{"a.csv"});
  CHECK(file_text(folder / "a.csv") == "old");
}

TEST_CASE("a kill leaves nothing behind") {
  const Folder folder;
  const int status = in_child([&]() -> int {
    AtomicFile file(folder / "a.csv", Existing::refuse);
    file.stream().write("half");
    file.stream().flush();
    ::raise(SIGKILL);
    return 1;
  });
  CHECK(WIFSIGNALED(status));
  CHECK(folder.names().empty());
}

TEST_CASE("without unnamed files a hidden name does the same") {
  const Folder folder;
  write_file(folder / "old.csv", "old");
  write_file(folder / "taken.csv", "");
  fs::remove(folder / "taken.csv");
  const int status = in_child([&] {
    forbid_unnamed_files();
    {
      AtomicFile file(folder / "new.csv", Existing::refuse);
      file.stream().write("new");
      if (folder.names().size() != 2 || fs::exists(folder / "new.csv")) return 1;
      file.commit();
    }
    write_whole(folder / "old.csv", Existing::replace, "replaced");
    if (error_of([&] { AtomicFile(folder / "old.csv", Existing::refuse); }) != ErrorKind::conflict) return 2;
    {
      AtomicFile file(folder / "taken.csv", Existing::refuse);
      file.stream().write("ours");
      write_file(folder / "taken.csv", "theirs");
      if (error_of([&] { file.commit(); }) != ErrorKind::conflict) return 3;
    }
    AtomicFile(folder / "given_up.csv", Existing::replace).stream().write("half");
    return 0;
  });
  CHECK(status == 0);
  CHECK(folder.names() == Names{"new.csv", "old.csv", "taken.csv"});
  CHECK(file_text(folder / "new.csv") == "new");
  CHECK(file_text(folder / "old.csv") == "replaced");
  CHECK(file_text(folder / "taken.csv") == "theirs");
  struct stat info {};
  REQUIRE(::stat((folder / "old.csv").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0600U);
}

TEST_CASE("a signal handler removes the hidden name") {
  const Folder folder;
  const int status = in_child([&]() -> int {
    forbid_unnamed_files();
    std::signal(SIGTERM, [](int signal) {
      remove_temporary_on_signal();
      ::_exit(128 + signal);
    });
    AtomicFile file(folder / "a.csv", Existing::refuse);
    file.stream().write("half");
    file.stream().flush();
    if (folder.names().size() != 1) return 1;
    ::raise(SIGTERM);
    return 2;
  });
  CHECK(WEXITSTATUS(status) == 143);
  CHECK(folder.names().empty());
}

TEST_CASE("a signal after the end removes nothing") {
  const Folder folder;
  write_whole(folder / "a.csv", Existing::refuse, "x");
  write_whole(folder / "a.csv", Existing::replace, "y");
  remove_temporary_on_signal();
  CHECK(file_text(folder / "a.csv") == "y");
}

}  // namespace
TEST_CASE("a file that others write by its path has no name until it is whole") {
  const Folder folder;
  for (const bool commits : {false, true}) {
    AtomicFile file(folder / "whole.db", Existing::refuse, 0640, AtomicFile::Writing::by_path);
    CHECK(folder.names().empty());
    CHECK(mode_of(file.path()) == 0640);
    std::ofstream(file.path()) << "written elsewhere";
    if (commits) file.commit();
  }
  CHECK(file_text(folder / "whole.db") == "written elsewhere");
  CHECK(folder.names() == Names{"whole.db"});
}

TEST_CASE("a file that others write by its hidden name is private, and appears whole or leaves nothing") {
  const Folder folder;
  for (const bool commits : {false, true}) {
    AtomicFile file(folder / "whole.db", Existing::refuse, 0600, AtomicFile::Writing::by_name);
    CHECK(mode_of(file.hidden_name()) == 0600);
    std::ofstream(file.hidden_name()) << "written elsewhere";
    if (commits) file.commit();
  }
  CHECK(file_text(folder / "whole.db") == "written elsewhere");
  CHECK(folder.names() == Names{"whole.db"});
}

}  // namespace audience
