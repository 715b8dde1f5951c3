// Exports, revoking, erasing and backups, whichever step on their files fails: what is told to have come or
// gone has.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <variant>

#include "storage/exports.hpp"
#include "studio/backup.hpp"
#include "studio/erase.hpp"
#include "studio/export.hpp"
#include "studio/orphans.hpp"
#include "studio/redemption.hpp"
#include "studio/revocation.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};
const std::string whole = "customer_id\nc_1\nc_2\nc_3\n";
using Names = std::set<std::string>;

/// Three customers in one audience.
class World {
 public:
  World() {
    own->execute("INSERT INTO customers(customer_id) VALUES('c_1'), ('c_2'), ('c_3')");
    own.add_audience("all", {1, 2, 3}, R"({"audience_name": "all", "filters": []})");
    studio = std::make_unique<Studio>(
        StudioSettings{
            .database_file = own.file(),
            .user = "ana",
            .patience = no_wait,
            .now = [] { return now; },
            .uses_columns = false},  // Whatever is wrong with those is nobody's fault (index_test).
        Database::Mode::read_write);
  }
  ExportResult export_all(const ExportTarget& target) const {
    return export_audience(*studio, {.audience = "all", .form = {}, .columns = {"customer_id"}}, target);
  }
  [[nodiscard]] std::size_t logged() const { return all_exports(*own).size(); }
  [[nodiscard]] std::filesystem::path target() const { return own.folder / "winter.csv"; }
  /// What lies beside the database and is not SQLite's.
  [[nodiscard]] Names files() const {
    Names names = own.folder.names();
    for (const char* name : {"shop.db", "shop.db-wal", "shop.db-shm", "shop.db.links"}) names.erase(name);
    return names;
  }
  /// What lies in the folder of copies and is not the key's.
  [[nodiscard]] Names copies() const {
    Names names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(studio->spool().folder(), none))
      names.insert(entry.path().filename().string());
    names.erase("key");
    names.erase("key.lock");
    return names;
  }

  OwnDatabase own;
  std::unique_ptr<Studio> studio;
};

const LinkRequest six_minutes{.life = std::chrono::minutes{6}};

/// An export that ended with an error is as if it had not been, unless its file took the place of another.
void look_at_failure(const World& world, const Outcome& outcome, std::size_t logged_before, bool replaces) {
  const std::string folder = world.own.folder.path().string();
  const std::string told = outcome.error->what();
  CHECK((outcome.error->kind() == ErrorKind::write_failed ||
         outcome.error->kind() == ErrorKind::database_unusable));
  CHECK(told.find(folder) != std::string::npos);
  CHECK(world.copies().empty());
  const bool is_named = std::filesystem::exists(world.target()) && file_text(world.target()) == whole;
  // Once it has its name only the folder's entry can still fail to reach the disk; the old file is gone then.
  CHECK(is_named == (replaces && told.starts_with("cannot write into " + folder + ": ")));
  CHECK(world.logged() == logged_before + (is_named ? 1 : 0));
  if (!is_named && replaces) CHECK(file_text(world.target()) == "old");
  CHECK(world.files() == (is_named || replaces ? Names{"winter.csv"} : Names{}));
}

void look_at_success(const World& world, const ExportResult& result, std::size_t logged_before) {
  CHECK(world.logged() == logged_before + 1);
  CHECK(file_text(world.target()) == whole);
  CHECK(world.files() == Names{"winter.csv"});
  if (!result.link) return;
  const Redemption granted = redeem(*world.studio, result.link->token, now);
  const auto* const link = std::get_if<GrantedLink>(&granted);
  REQUIRE(link != nullptr);
  CHECK(link->bytes == whole.size());
  const std::vector<Copy> copies = world.studio->spool().copies();
  REQUIRE(copies.size() == 1);
  CHECK(copies.front().export_id == result.link->export_id);
  CHECK(file_text(copies.front().path) == whole);
  CHECK(world.copies() == Names{copies.front().path.filename().string()});
}

}  // namespace

TEST_CASE("whatever step of an export's files fails, file, copy, link and log all come or none does") {
  const World world;
  FaultyFiles files;
  for (const bool replaces : {false, true}) {
    for (const bool has_link : {false, true}) {
      CAPTURE(replaces);
      CAPTURE(has_link);
      for (const int fault : {EIO, ENOSPC, EMFILE}) {
        std::size_t logged_before = 0;
        ExportResult result;
        const Names steps = let_each_step_fail(
            files, fault,
            [&] {
              std::filesystem::remove_all(world.studio->spool().folder());
              std::filesystem::remove(world.target());
              if (replaces) write_file(world.target(), "old");
              logged_before = world.logged();
            },
            [&] {
              ExportTarget target{.file = world.target(), .replaces = replaces};
              if (has_link) target.link = six_minutes;
              result = world.export_all(target);
            },
            [&](const Outcome& outcome) {
              CHECK(outcome.is_honest({"open", "fchmod", "for_each_name", "unlink", "copy_file_range"}));
              if (outcome.error) {
                look_at_failure(world, outcome, logged_before, replaces);
              } else {
                look_at_success(world, result, logged_before);
              }
            });
        for (const char* step : {"open", "write", "fsync", "link_descriptor"}) CHECK(steps.contains(step));
        CHECK(steps.contains("mkdir") == has_link);
        CHECK(steps.contains("copy_file_range") == has_link);
        CHECK(steps.contains("rename") == (has_link || replaces));
      }
    }
  }
}

TEST_CASE("links are not told to be revoked clean while their copies may be left") {
  const World world;
  FaultyFiles files;
  for (const char* step : {"for_each_name", "unlink"}) {
    CAPTURE(step);
    for (const bool all : {false, true}) {
      const std::string id = world.export_all({.link = six_minutes}).link->export_id;
      const auto revoke = [&] {
        return all ? revoke_all_links(*world.studio) : revoke_links(*world.studio, {id});
      };
      files.fail(1, EIO, step);
      const Revoked revoked = revoke();
      CHECK(files.failed() == step);
      files.fail(0, 0);
      CHECK(revoked.now == std::vector{id});
      REQUIRE(revoked.not_removed.size() == 1);
      CHECK(revoked.not_removed.front().path.string().starts_with(world.studio->spool().folder().string()));
      CHECK(find_export(*world.own, id)->revoked_at);
      // Revoking again finishes it, though no link lives any more.
      CHECK(world.copies().size() == 1);
      CHECK(revoke().not_removed.empty());
      CHECK(world.copies().empty());
    }
  }
}

TEST_CASE("people are not told to be erased clean while copies may hold them") {
  const World world;
  FaultyFiles files;
  for (const char* step : {"for_each_name", "unlink", "open", "fsync"}) {
    CAPTURE(step);
    const std::string id = std::string("c_") + step;
    world.own->execute("INSERT INTO customers(customer_id) VALUES('" + id + "')");
    world.export_all({.link = six_minutes});
    files.fail(1, EIO, step);
    const ErasureResult result = erase_people(*world.studio, {id});
    CHECK(files.failed() == step);
    REQUIRE(result.not_removed.size() == 1);
    CHECK(result.not_removed.front().path.string().starts_with(world.studio->spool().folder().string()));
    // The pages of the file are cleaned all the same.
    CHECK_FALSE(result.unclean);
    CHECK(erase_people(*world.studio, {id}).not_removed.empty());
    CHECK(world.copies().empty());
  }
}

TEST_CASE("a copy without a row of which nobody knows whether it is written is told and stays") {
  const World world;
  const Spool spool = world.studio->spool();
  spool.make();
  const auto copy = spool.path_for(std::string(32, 'a'), now + std::chrono::hours{1}, "csv");
  write_file(copy, whole);
  FaultyFiles files;
  for (const char* step : {"open", "flock", "unlink"}) {
    CAPTURE(step);
    for (const int fault : {EMFILE, ENOLCK, EIO}) {
      files.fail(1, fault, step);
      const Collected collected = collect_garbage(*world.studio);
      CHECK(files.failed() == step);
      CHECK(collected.copies.removed.empty());
      REQUIRE(collected.copies.left.size() == 1);
      CHECK(collected.copies.left.front().path == copy);
      CHECK(collected.copies.left.front().reason == std::strerror(fault));
      CHECK(std::filesystem::exists(copy));
    }
  }
  CHECK(collect_garbage(*world.studio).copies.removed.size() == 1);
}

TEST_CASE("a copy that cannot be opened now is no link that expired") {
  const World world;
  const std::string token = world.export_all({.link = six_minutes}).link->token;
  FaultyFiles files;
  for (const char* step : {"open", "fstat"}) {
    files.fail(2, EMFILE, step);  // the first is the key's
    CHECK(kind_of([&] { (void)redeem(*world.studio, token, now); }) == ErrorKind::database_unusable);
    CHECK(files.failed() == step);
  }
  CHECK(std::holds_alternative<GrantedLink>(redeem(*world.studio, token, now)));
}

TEST_CASE("whatever step of a backup fails, the one before stays or the new one is whole") {
  const World world;
  FaultyFiles files;
  const auto target = world.own.folder / "monday.db";
  for (const bool replaces : {false, true}) {
    CAPTURE(replaces);
    for (const int fault : {EIO, ENOSPC}) {
      const Names steps = let_each_step_fail(
          files, fault,
          [&] {
            std::filesystem::remove(target);
            if (replaces) write_file(target, "old");
          },
          [&] { back_up(*world.studio, {.file = target, .replaces = replaces}); },
          [&](const Outcome& outcome) {
            // What is not unlinked is an empty log beside a hidden name that is gone: swept like any other.
            CHECK(outcome.is_honest({"open", "flock", "fchmod", "unlink", "for_each_name"}));
            const bool is_new = std::filesystem::exists(target) && file_text(target).size() > 3;
            if (outcome.error) {
              CHECK(outcome.error->kind() == ErrorKind::write_failed);
              // Once it has its name only the folder's entry can still fail to reach the disk.
              const bool is_entry = std::string(outcome.error->what()).starts_with("cannot write into ");
              CHECK(is_new == (is_entry && replaces));
            }
            if (is_new) CHECK(contents_of(*open_backup(target)).customers == 3);
            CHECK(world.files() == (is_new || replaces ? Names{"monday.db"} : Names{}));
          });
      for (const char* step : {"lstat", "open", "fsync"}) CHECK(steps.contains(step));
    }
  }
}

}  // namespace audience
