// The folder of copies: private, swept by names, and never touching what is not its own.
#include "link/spool.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

#include <map>
#include <set>

#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'700'000'000}};
constexpr std::chrono::seconds second{1};
const std::string first_id(32, 'a');
const std::string second_id(32, 'b');

std::set<std::string> names(const Spool& spool) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(spool.folder()))
    found.insert(entry.path().filename().string());
  return found;
}

void set_age(const std::filesystem::path& path, std::chrono::seconds age) {
  const timeval time{to_unix(now - age), 0};
  const timeval both[2] = {time, time};
  REQUIRE(::utimes(path.c_str(), both) == 0);
}

}  // namespace

TEST_CASE("the folder is made private and trusted only while it is") {
  const Folder folder;
  const Spool spool(folder / "shop.db.links");
  spool.check();
  CHECK_FALSE(std::filesystem::exists(spool.folder()));
  const mode_t before = ::umask(0);
  spool.make();
  ::umask(before);
  CHECK(mode_of(spool.folder()) == 0700);
  spool.make();
  for (const mode_t mode : {0720U, 0702U, 0777U}) {
    REQUIRE(::chmod(spool.folder().c_str(), mode) == 0);
    CHECK(kind_of([&] { spool.make(); }) == ErrorKind::database_unusable);
    CHECK(kind_of([&] { spool.check(); }) == ErrorKind::database_unusable);
  }
  write_file(folder / "file", "");
  CHECK(kind_of([&] { Spool(folder / "file").make(); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { Spool(folder / "no/folder").make(); }) == ErrorKind::write_failed);
}

TEST_CASE("a copy is found and removed by its export whatever its time") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto path = spool.path_for(first_id, now, "xlsx");
  CHECK(path.filename() == first_id + "-1700000000.xlsx");
  CHECK(spool.remove({first_id}).removed.empty());
  write_file(path, "bytes");
  write_file(spool.path_for(first_id, now + second, "csv"), "bytes");
  write_file(spool.path_for(second_id, now, "csv"), "other");
  CHECK(spool.copies().size() == 3);
  CHECK(spool.remove({first_id}).removed.size() == 2);
  CHECK(names(spool) == std::set<std::string>{second_id + "-1700000000.csv"});
  const std::vector<Copy> copies = spool.copies();
  REQUIRE(copies.size() == 1);
  CHECK(copies.front().export_id == second_id);
  CHECK(copies.front().expires_at == now);
  CHECK(copies.front().format == "csv");
  CHECK(copies.front().bytes == 5);
}

TEST_CASE("a copy goes the second its time has come") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto path = spool.path_for(first_id, now, "csv");
  write_file(path, "bytes");
  CHECK(spool.sweep(now - second).removed.empty());
  CHECK(std::filesystem::exists(path));
  CHECK(spool.sweep(now).removed == std::vector{path.filename().string()});
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(Spool(folder / "missing").sweep(now).removed.empty());
}

TEST_CASE("a sweep takes what a dead writer left and nothing else") {
  const Folder folder;
  const Spool spool(folder.path());
  const std::set<std::string> others{"key",
                                     "key.lock",
                                     first_id + ".csv",
                                     first_id + "-1.csv.part",
                                     first_id + "-x.csv",
                                     first_id + "-1.",
                                     first_id + "-1",
                                     "A" + first_id.substr(1) + "-1.csv",
                                     "-1.csv",
                                     first_id + "a-1.csv",
                                     ".audience-1",
                                     "audience-1.tmp",
                                     first_id + "-1.C",
                                     first_id + "-99999999999999999999.csv"};
  for (const std::string& name : others) {
    write_file(folder / name, "");
    set_age(folder / name, std::chrono::days{30});
  }
  write_file(spool.waiting_path("dead"), "");
  write_file(spool.waiting_path("alive"), "");
  const int writer = ::open(spool.waiting_path("alive").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(writer, LOCK_EX) == 0);
  CHECK(spool.sweep(now).removed == std::vector<std::string>{".audience-dead.tmp"});
  std::set<std::string> left = others;
  left.insert(".audience-alive.tmp");
  CHECK(names(spool) == left);
  ::close(writer);
  CHECK(spool.sweep(now).removed == std::vector<std::string>{".audience-alive.tmp"});
}

TEST_CASE("a sweep asks what becomes of copies whose time has not come, of those that are written twice") {
  const Folder folder;
  const Spool spool(folder.path());
  std::map<std::string, CopyFate> fates;
  std::map<std::string, int> asked;
  const auto add = [&](char letter, CopyFate fate) {
    const std::string id(32, letter);
    fates[id] = fate;
    write_file(spool.path_for(id, now + second, "csv"), "bytes");
    return spool.path_for(id, now + second, "csv");
  };
  const auto stays = add('a', CopyFate::stay);
  add('b', CopyFate::go);
  const auto written = add('c', CopyFate::go_unless_written);
  add('d', CopyFate::go_unless_written);
  const auto entered = add('e', CopyFate::go_unless_written);
  write_file(spool.path_for(std::string(32, 'f'), now, "csv"), "expired");
  const int writer = ::open(written.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(writer, LOCK_EX) == 0);
  const Removal removal = spool.sweep(now, [&](const Copy& copy) {
    // Its row is entered between the two looks.
    if (++asked[copy.export_id] == 2 && copy.path == entered) return CopyFate::stay;
    return fates.at(copy.export_id);
  });
  ::close(writer);
  CHECK(removal.removed.size() == 3);
  CHECK(removal.left.empty());
  CHECK(names(spool) == std::set<std::string>{stays.filename().string(), written.filename().string(),
                                              entered.filename().string()});
}

TEST_CASE("an open copy can be read after its removal and a symlink is no copy") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto path = spool.path_for(first_id, now, "csv");
  CHECK_FALSE(spool.open(path));
  write_file(path, "bytes");
  auto copy = spool.open(path);
  REQUIRE(copy);
  CHECK(copy->bytes == 5);
  spool.remove({first_id});
  std::string read(5, '\0');
  CHECK(::read(copy->descriptor.get(), read.data(), read.size()) == 5);
  CHECK(read == "bytes");
  write_file(folder / "elsewhere", "secret");
  std::filesystem::create_symlink(folder / "elsewhere", path);
  CHECK_FALSE(spool.open(path));
}

TEST_CASE("a copy is given its time under another name") {
  const Folder folder;
  const Spool spool(folder.path());
  write_file(spool.path_for(first_id, now + std::chrono::hours{1}, "csv"), "bytes");
  spool.rename(spool.path_for(first_id, now + std::chrono::hours{1}, "csv"), first_id, now, "csv");
  CHECK(names(spool) == std::set<std::string>{first_id + "-1700000000.csv"});
  CHECK(kind_of([&] { spool.rename(folder / "gone", first_id, now, "csv"); }) == ErrorKind::write_failed);
}

}  // namespace audience
