// The key and the copies of links, whichever step on their files fails.
#include <doctest/doctest.h>
#include <unistd.h>

#include "base/user_name.hpp"
#include "link/signing_key.hpp"
#include "link/spool.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'700'000'000}};
const std::string export_id(32, 'a');
using Names = std::set<std::string>;

}  // namespace

TEST_CASE("whatever step of turning the key over fails, the old key file stays or the new one is whole") {
  const Folder folder;
  FaultyFiles files;
  for (const bool forgets : {false, true}) {
    CAPTURE(forgets);
    for (const int fault : {EIO, ENOSPC, EMFILE}) {
      std::string before;
      const Names steps = let_each_step_fail(
          files, fault,
          [&] {
            std::filesystem::remove(folder / "key");
            KeyFile(folder / "key").newest_or_make(now);
            before = file_text(folder / "key");
          },
          [&] {
            KeyFile file(folder / "key");
            forgets ? file.replace_all(now) : file.rotate(now, now);
          },
          [&](const Outcome& outcome) {
            CHECK(outcome.is_honest({"unlink", "fchmod"}));
            const bool is_turned = file_text(folder / "key") != before;
            if (outcome.error) {
              const std::string told = outcome.error->what();
              const bool is_read = outcome.error->kind() == ErrorKind::database_unusable;
              CHECK((is_read || outcome.error->kind() == ErrorKind::write_failed));
              if (is_read) CHECK(told.starts_with("the key file " + (folder / "key").string()));
              const bool is_entry = told.starts_with("cannot write into " + folder.path().string() + ": ");
              CHECK((is_entry || told.find((folder / "key").string()) != std::string::npos));
              CHECK(is_turned == is_entry);
            } else {
              CHECK(is_turned);
            }
            CHECK(KeyFile(folder / "key").keys(now).size() == (is_turned && !forgets ? 2 : 1));
            CHECK(mode_of(folder / "key") == 0600);
            CHECK(folder.names() == Names{"key", "key.lock"});
          });
      CHECK(steps ==
            Names{"open", "flock", "fstat", "pread", "unlink", "fchmod", "write", "fsync", "rename"});
    }
  }
}

TEST_CASE("whatever step of making the first key fails, there is a whole key or none") {
  const Folder folder;
  FaultyFiles files;
  let_each_step_fail(
      files, EIO, [&] { std::filesystem::remove(folder / "key"); },
      [&] { KeyFile(folder / "key").newest_or_make(now); },
      [&](const Outcome& outcome) {
        CHECK(outcome.is_honest({"unlink", "fchmod"}));
        const std::size_t keys = KeyFile(folder / "key").keys(now).size();
        if (!outcome.error) CHECK(keys == 1);
        CHECK(folder.names().count("key") == keys);
        CHECK_FALSE(folder.names().contains("key.new"));
      });
}

TEST_CASE("whatever step of naming a copy fails, the fault is told and the copy is whole under one name") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto named = spool.path_for(export_id, now, "csv");
  FaultyFiles files;
  for (const int fault : {EIO, ENOSPC, EMFILE}) {
    const Names steps = let_each_step_fail(
        files, fault,
        [&] {
          spool.remove({export_id});
          write_file(spool.waiting_path(export_id), "bytes");
        },
        [&] { spool.rename(spool.waiting_path(export_id), export_id, now, "csv"); },
        [&](const Outcome& outcome) {
          CHECK(outcome.error.has_value() == !outcome.step.empty());
          if (outcome.error) {
            CHECK(outcome.error->kind() == ErrorKind::write_failed);
            CHECK(std::string(outcome.error->what()).starts_with("cannot write " + named.string() + ": "));
          }
          const auto& left = outcome.step == "rename" ? spool.waiting_path(export_id) : named;
          CHECK(file_text(left) == "bytes");
          CHECK(folder.names() == Names{left.filename().string()});
        });
    CHECK(steps == Names{"rename", "open", "fsync"});
  }
}

TEST_CASE(
    "whatever step of making the folder of copies fails, it is told or the folder is there and private") {
  const Folder folder;
  const Spool spool(folder / "shop.db.links");
  FaultyFiles files;
  let_each_step_fail(
      files, EIO, [&] { std::filesystem::remove(spool.folder()); }, [&] { spool.make(); },
      [&](const Outcome& outcome) {
        CHECK(outcome.is_honest({}));
        if (!outcome.error) {
          CHECK(mode_of(spool.folder()) == 0700);
          return;
        }
        CHECK(outcome.error->kind() ==
              (outcome.step == "stat" ? ErrorKind::database_unusable : ErrorKind::write_failed));
        CHECK(std::filesystem::exists(spool.folder()) == (outcome.step == "stat"));
        CHECK(std::string(outcome.error->what()).find(folder.path().string()) != std::string::npos);
      });
  // A parent that may be written but not read cannot be synced: that keeps nobody from exporting.
  std::filesystem::remove(spool.folder());
  files.fail(1, EACCES, "open");
  spool.make();
  // A folder that nobody could look at is not one that others cannot use.
  files.fail(1, EIO, "stat");
  CHECK(kind_of([&] { spool.check(); }) == ErrorKind::database_unusable);
}

TEST_CASE("a copy that cannot be seen or read is not taken for gone") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto copy = spool.path_for(export_id, now, "csv");
  write_file(copy, "bytes");
  FaultyFiles files;
  for (const int fault : {EIO, EMFILE, EACCES}) {
    for (const char* step : {"for_each_name", "lstat"}) {
      files.fail(1, fault, step);
      CHECK(kind_of([&] { (void)spool.copies(); }) == ErrorKind::database_unusable);
    }
    for (const char* step : {"open", "fstat"}) {
      files.fail(1, fault, step);
      CHECK(kind_of([&] { (void)spool.open(copy); }) == ErrorKind::database_unusable);
    }
  }
  files.fail(1, ENOENT, "lstat");  // taken away after its name was read
  CHECK(spool.copies().empty());
  CHECK(spool.copies().size() == 1);
}

TEST_CASE("whatever step of removing copies fails, what is left is named, and nothing else is") {
  const Folder folder;
  const Spool spool(folder.path());
  const auto copy = spool.path_for(export_id, now + std::chrono::hours{1}, "csv");
  const auto other = spool.path_for(std::string(32, 'b'), now + std::chrono::hours{1}, "csv");
  const auto expired = spool.path_for(std::string(32, 'c'), now, "csv");
  const auto temporary = spool.waiting_path(export_id);
  const std::set<std::filesystem::path> all{copy, other, expired, temporary};
  const auto fate_of = [](const Copy&) { return CopyFate::go_unless_written; };
  Removal removal;
  const auto look = [&](const std::set<std::filesystem::path>& due) {
    std::set<std::filesystem::path> told;
    for (const LeftFile& left : removal.left) {
      told.insert(left.path);
      CHECK(left.reason == "Input/output error");
      CHECK(left.owner == user_label(::geteuid()));
    }
    if (told.erase(folder.path()) > 0) return;  // it may hold all of them
    std::set<std::filesystem::path> there;
    for (const auto& file : due) {
      if (std::filesystem::exists(file)) there.insert(file);
    }
    CHECK(told == there);
    CHECK(removal.removed.size() + there.size() == due.size());
  };
  FaultyFiles files;
  const auto prepare = [&] {
    for (const auto& file : all) write_file(file, "bytes");
  };
  const Names swept = let_each_step_fail(
      files, EIO, prepare, [&] { removal = spool.sweep(now, fate_of); }, [&](const Outcome&) { look(all); });
  CHECK(swept == Names{"for_each_name", "open", "flock", "unlink", "fsync"});
  const Names removed = let_each_step_fail(
      files, EIO, prepare, [&] { removal = spool.remove({export_id}); },
      [&](const Outcome&) { look({copy}); });
  CHECK(removed == Names{"for_each_name", "unlink", "open", "fsync"});
  std::filesystem::remove(copy);
  CHECK(spool.remove({export_id}).left.empty());
  CHECK(Spool(folder / "missing").remove({export_id}).left.empty());
}

}  // namespace audience
