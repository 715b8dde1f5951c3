// A database given to a group, whichever step on its files fails.
#include "studio/sharing.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/user_name.hpp"
#include "storage/schema.hpp"
#include "storage/sharing.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};
const std::string copy_name = std::string(32, 'a') + "-1694679051.csv";

/// A private database with a key and a copy, in a folder that this user's group can share.
class World {
 public:
  World() {
    CHECK(::chmod(folder.path().c_str(), 02770) == 0);
    create_database(settings.database_file, settings.patience);
    Studio studio(settings, Database::Mode::read_write);
    studio.spool().make();
    studio.keys().newest_or_make(now);
    write_file(links / copy_name, "bytes");
  }
  void make_private() const {
    Database(settings.database_file, Database::Mode::read_write, settings.patience)
        .execute("DELETE FROM audience_meta WHERE name = 'shared'");
    std::filesystem::remove(folder / "shop.db-refresh");
    for (const auto& file : {folder / "shop.db", links / "key", links / "key.lock", links / copy_name})
      CHECK(::chmod(file.c_str(), 0600) == 0);
    CHECK(::chmod(links.c_str(), 0700) == 0);
  }
  void look() const {
    for (const auto& file : {folder / "shop.db", links / "key.lock", folder / "shop.db-refresh"})
      CHECK(mode_of(file) == 0660);
    for (const auto& file : {links / "key", links / copy_name}) CHECK(mode_of(file) == 0640);
    CHECK(mode_of(links) == 02770);
    CHECK(Studio(settings, Database::Mode::read_only).access().group == ::getegid());
  }

  Folder folder;
  std::filesystem::path links = folder / "shop.db.links";
  StudioSettings settings{.database_file = folder / "shop.db",
                          .user = "ana",
                          .patience = std::chrono::milliseconds{0},
                          .now = [] { return now; }};
};

}  // namespace

TEST_CASE("whatever step of sharing a database fails, it is told, and sharing it again finishes it") {
  const World world;
  FaultyFiles files;
  std::string group;
  for (const int fault : {EIO, EPERM}) {
    const std::set<std::string> steps = let_each_step_fail(
        files, fault, [&] { world.make_private(); }, [&] { group = share_database(world.settings); },
        [&](const Outcome& outcome) {
          // Locks are given to the group once more than they are made for it.
          CHECK(outcome.is_honest({"fchmod"}));
          if (outcome.error) {
            CHECK(std::string(outcome.error->what()).find(world.folder.path().string()) != std::string::npos);
            CHECK((outcome.error->kind() == ErrorKind::write_failed ||
                   outcome.error->kind() == ErrorKind::database_unusable));
            share_database(world.settings);
          }
          world.look();
        });
    CHECK(group == group_label(::getegid()));
    for (const char* step : {"set_mode", "lstat", "open", "flock", "for_each_name"})
      CHECK(steps.contains(step));
  }
}

TEST_CASE("a database is shared where its folder is the group's and closed to others") {
  const World world;
  for (const mode_t mode : {0770U, 02750U, 02777U, 0700U}) {
    CHECK(::chmod(world.folder.path().c_str(), mode) == 0);
    CHECK(kind_of([&] { share_database(world.settings); }) == ErrorKind::database_unusable);
    CHECK(mode_of(world.settings.database_file) == 0600);
  }
}

}  // namespace audience
