// The key file: made once whoever comes first, turned over, and refused wherever it cannot be trusted.
#include "link/signing_key.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <set>

#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint start{std::chrono::seconds{1'700'000'000}};
constexpr std::chrono::seconds second{1};

std::set<std::string> kids(const std::vector<SigningKey>& keys) {
  std::set<std::string> found;
  for (const SigningKey& key : keys) found.insert(key.kid);
  return found;
}

/// In processes of their own, all at once; true if none failed.
bool at_once(int count, const std::function<void()>& work) {
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        work();
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    children.push_back(child);
  }
  bool all_done = true;
  for (const pid_t child : children) {
    int status = 0;
    all_done = ::waitpid(child, &status, 0) == child && status == 0 && all_done;
  }
  return all_done;
}

constexpr const char* line =
    "00112233445566ff 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b 1700000000\n";

}  // namespace

TEST_CASE("a key is made when first needed and stays the same") {
  const Folder folder;
  KeyFile file(folder / "key");
  CHECK(file.keys(start).empty());
  const SigningKey key = file.newest_or_make(start);
  CHECK(key.kid.size() == 16);
  CHECK(key.secret.size() == 32);
  CHECK(mode_of(folder / "key") == 0600);
  CHECK(file.newest_or_make(start + second).kid == key.kid);
  const std::vector<SigningKey> read = KeyFile(folder / "key").keys(start);
  REQUIRE(read.size() == 1);
  CHECK(read.front().secret == key.secret);
  CHECK(read.front().made_at == start);
  CHECK(file_text(folder / "key").size() == 16 + 1 + 64 + 1 + 10 + 1);
}

TEST_CASE("the umask neither opens the key to others nor closes it to its owner") {
  const Folder folder;
  for (const mode_t mask : {0U, 0777U}) {
    const mode_t before = ::umask(mask);
    KeyFile(folder / std::to_string(mask)).newest_or_make(start);
    ::umask(before);
    CHECK(mode_of(folder / std::to_string(mask)) == 0600);
  }
}

TEST_CASE("processes that make the key at once end with one") {
  const Folder folder;
  const std::string path = folder / "key";
  CHECK(at_once(12, [&] {
    const SigningKey key = KeyFile(path).newest_or_make(start);
    std::ofstream(path + key.kid);
  }));
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = entry.path().filename().string();
    seen += name.starts_with("key") && name.size() == 3 + 16 ? 1U : 0U;
    CHECK_FALSE(name.ends_with(".tmp"));
  }
  CHECK(seen == 1);
}

TEST_CASE("rotations at once are all kept") {
  const Folder folder;
  KeyFile file(folder / "key");
  file.newest_or_make(start);
  CHECK(at_once(12, [&] { file.rotate(start, start); }));
  CHECK(kids(file.keys(start)).size() == 13);
}

TEST_CASE("a replaced key is honoured as long as a link by it may live") {
  const Folder folder;
  KeyFile file(folder / "key");
  const SigningKey first = file.newest_or_make(start);
  const SigningKey other = file.rotate(start + std::chrono::hours{1}, start);
  CHECK(file.newest_or_make(start).kid == other.kid);
  const TimePoint last = start + std::chrono::hours{1} + longest_link_life;
  CHECK(kids(file.keys(last - second)) == std::set{first.kid, other.kid});
  CHECK(kids(file.keys(last)) == std::set{other.kid});

  CHECK(file.forget_old(last - second) == 0);
  CHECK(file_text(folder / "key").find(first.kid) != std::string::npos);
  CHECK(file.forget_old(last) == 1);
  CHECK(file_text(folder / "key").find(first.kid) == std::string::npos);

  const SigningKey third = file.rotate(last, last);
  CHECK(kids(file.keys(last)) == std::set{other.kid, third.kid});
  const SigningKey only = file.replace_all(last);
  CHECK(kids(file.keys(last)) == std::set{only.kid});
  CHECK(file_text(folder / "key").find(third.kid) == std::string::npos);
  CHECK(mode_of(folder / "key") == 0600);
}

TEST_CASE("a key file that others may use is refused whatever is asked of it") {
  const Folder folder;
  KeyFile file(folder / "key");
  file.newest_or_make(start);
  for (const mode_t mode : {0640U, 0620U, 0604U, 0602U, 0660U, 0666U, 0610U, 0601U}) {
    REQUIRE(::chmod((folder / "key").c_str(), mode) == 0);
    CHECK(kind_of([&] { (void)file.keys(start); }) == ErrorKind::database_unusable);
    CHECK(kind_of([&] { file.newest_or_make(start); }) == ErrorKind::database_unusable);
    CHECK(kind_of([&] { file.replace_all(start); }) == ErrorKind::database_unusable);
  }
  REQUIRE(::chmod((folder / "key").c_str(), 0400) == 0);
  CHECK(file.keys(start).size() == 1);
}

TEST_CASE("what is no plain file is refused and not waited for") {
  const Folder folder;
  KeyFile(folder / "key").newest_or_make(start);
  std::filesystem::create_symlink(folder / "key", folder / "link");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::filesystem::create_directory(folder / "folder");
  for (const char* name : {"link", "pipe", "folder"}) {
    CHECK(kind_of([&] { (void)KeyFile(folder / name).keys(start); }) == ErrorKind::database_unusable);
  }
}

TEST_CASE("a damaged key file is refused and left as it is") {
  const Folder folder;
  const std::string whole = line;
  write_file(folder / "whole", whole + whole);
  CHECK(KeyFile(folder / "whole").keys(start).size() == 2);
  std::vector<std::string> damaged{"",
                                   "\n",
                                   whole + "\n",
                                   whole.substr(0, whole.size() - 1),
                                   whole + "x",
                                   "x" + whole,
                                   whole.substr(1),
                                   std::string(whole.size(), '\0'),
                                   whole + std::string(2U << 20U, 'a')};
  for (std::size_t length = 1; length < whole.size(); ++length) damaged.push_back(whole.substr(0, length));
  for (const std::size_t at : {3U, 16U, 40U, 81U, 85U}) {
    damaged.push_back(whole);
    damaged.back()[at] = 'X';
  }
  for (const std::string& text : damaged) {
    write_file(folder / "key", text);
    CHECK(kind_of([&] { (void)KeyFile(folder / "key").keys(start); }) == ErrorKind::database_unusable);
    CHECK(kind_of([&] { KeyFile(folder / "key").newest_or_make(start); }) == ErrorKind::database_unusable);
    CHECK(file_text(folder / "key") == text);
  }
}

TEST_CASE("a key in a folder that is missing cannot be made") {
  const Folder folder;
  CHECK(KeyFile(folder / "no/key").keys(start).empty());
  CHECK(kind_of([&] { KeyFile(folder / "no/key").newest_or_make(start); }) == ErrorKind::write_failed);
}

}  // namespace audience
