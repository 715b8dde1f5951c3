// A link from its plan to its end, with a clock of the test's own.
#include "studio/link_issue.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "audience/error.hpp"
#include "base/secret.hpp"
#include "link/token.hpp"
#include "storage/schema.hpp"
#include "studio/link_state.hpp"
#include "studio/redemption.hpp"
#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint start{std::chrono::seconds{1'694'678'691}};
constexpr std::chrono::seconds second{1};
constexpr std::chrono::milliseconds no_wait{0};
const std::string content = "customer_id\nc_1\n";

std::string sha256(const std::string& bytes) {
  Sha256 hash;
  hash.update(bytes);
  return to_hex(hash.finish());
}

/// A database in a folder of its own, and a studio whose clock the test sets.
class World {
 public:
  World() {
    create_database(folder_ / "shop.db", no_wait);
    studio = open();
  }

  std::unique_ptr<Studio> open() {
    return std::make_unique<Studio>(StudioSettings{.database_file = folder_ / "shop.db",
                                                   .user = "ana",
                                                   .patience = no_wait,
                                                   .now = [this] { return now; }},
                                    Database::Mode::read_write);
  }
  LinkPlan plan(const LinkRequest& request = {.life = std::chrono::minutes{6}}) const {
    LinkPlan planned = plan_link(*studio, request, "csv");
    write_file(planned.copy, content);
    return planned;
  }
  IssuedLink issue(const LinkPlan& planned) const {
    return issue_link(*studio, planned,
                      {.export_id = {},
                       .audience_id = "audience-id-1",
                       .audience_name = "Winter",
                       .exported_by = "ana",
                       .format = {},
                       .rows = 1,
                       .bytes = static_cast<std::int64_t>(content.size()),
                       .sha256 = sha256(content)});
  }
  [[nodiscard]] Redemption redeem(const std::string& token) const {
    return audience::redeem(*studio, token, now);
  }

  TimePoint now = start;

 private:
  Folder folder_;

 public:
  std::unique_ptr<Studio> studio;
};

}  // namespace

TEST_CASE("a link is issued for the time it was planned for and counted from its issue") {
  World world;
  const LinkPlan plan = world.plan();
  world.now += std::chrono::seconds{40};  // the file took its time
  const IssuedLink issued = world.issue(plan);
  CHECK(issued.export_id == plan.export_id);
  CHECK(issued.expires_at == start + std::chrono::seconds{400});
  CHECK(issued.link.empty());

  const auto record = find_export(world.studio->database(), issued.export_id);
  REQUIRE(record);
  CHECK(record->exported_at == world.now);
  CHECK(record->expires_at == issued.expires_at);
  CHECK(record->format == "csv");
  CHECK(link_state(*record, world.studio->spool(), world.now) == LinkState::alive);
  const auto claims =
      verify(issued.token, world.studio->keys().keys(world.now), database_id(world.studio->database()));
  CHECK(claims ==
        Claims{issued.export_id, database_id(world.studio->database()), world.now, issued.expires_at});

  world.now = issued.expires_at - second;
  const Redemption granted = world.redeem(issued.token);
  const auto* link = std::get_if<GrantedLink>(&granted);
  REQUIRE(link != nullptr);
  CHECK(link->download_name == "Winter-20230914.csv");
  CHECK(link->bytes == content.size());
  CHECK(link->sha256 == sha256(content));
  CHECK(is_ready(*world.studio, "audience-id-1") == true);

  // Whoever reads already is not disturbed by the end.
  world.now = issued.expires_at;
  CHECK(std::holds_alternative<ExpiredLink>(world.redeem(issued.token)));
  CHECK(world.studio->spool().copies().empty());
  std::string read(content.size(), '\0');
  CHECK(::read(link->copy.descriptor.get(), read.data(), read.size()) == static_cast<ssize_t>(read.size()));
  CHECK(read == content);

  world.now = start + std::chrono::seconds{50};
  CHECK(std::holds_alternative<ExpiredLink>(world.redeem(issued.token)));
  CHECK(is_ready(*world.studio, "audience-id-1") == false);
  CHECK_FALSE(is_ready(*world.studio, "audience-id-2").has_value());
}

TEST_CASE("a link begins with the base URL") {
  const World world;
  for (const char* url : {"https://exports.example.org", "http://[::1]:8080/a"}) {
    const IssuedLink issued = world.issue(world.plan({.life = second, .base = url}));
    CHECK(issued.link == std::string(url) + "/exports/" + issued.token);
  }
}

TEST_CASE("where the row cannot be entered neither copy nor row is left") {
  World world;
  const LinkPlan plan = world.plan();
  {
    const auto other = world.open();
    const Transaction writer(other->database(), Transaction::Kind::write);
    CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::busy);
  }
  CHECK(world.studio->spool().copies().empty());
  CHECK(all_exports(world.studio->database()).empty());
  // A copy that somebody took away meanwhile is no export.
  CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::write_failed);
  CHECK(all_exports(world.studio->database()).empty());
}

TEST_CASE("a copy that may hold someone erased meanwhile gets no link") {
  World world;
  const LinkPlan plan = world.plan();
  world.studio->database().execute("INSERT INTO audience_erased VALUES(x'00')");
  CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::conflict);
  CHECK(world.studio->spool().copies().empty());
  CHECK(all_exports(world.studio->database()).empty());
}

TEST_CASE("what a crash leaves at any point is swept") {
  World world;
  const LinkPlan planned = world.plan();
  const Spool spool = world.studio->spool();
  CHECK(spool.sweep(start).removed.size() == 1);
  CHECK_FALSE(std::filesystem::exists(planned.copy));
  const LinkPlan named = world.plan();
  spool.rename(named.copy, named.export_id, start + named.life, "csv");
  CHECK(spool.sweep(start + named.life).removed.size() == 1);
  CHECK(spool.copies().empty());
}

TEST_CASE("a key or folder that others may use stops a link before its file is written") {
  World world;
  const LinkPlan plan = world.plan();
  REQUIRE(::chmod(world.studio->keys().file().c_str(), 0644) == 0);
  CHECK(kind_of([&] { (void)world.plan(); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { (void)world.redeem("a.b.c"); }) == ErrorKind::database_unusable);
  REQUIRE(::chmod(world.studio->keys().file().c_str(), 0600) == 0);
  REQUIRE(::chmod(world.studio->spool().folder().c_str(), 0777) == 0);
  CHECK(kind_of([&] { (void)world.plan(); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { (void)world.redeem("a.b.c"); }) == ErrorKind::database_unusable);
}

}  // namespace audience
