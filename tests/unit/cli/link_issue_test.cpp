// A link from its plan to its end, with a clock of the test's own.
#include "cli/link_issue.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "audience/error.hpp"
#include "base/secret.hpp"
#include "cli/redemption.hpp"
#include "link/token.hpp"
#include "storage/schema.hpp"
#include "studio/link_state.hpp"
#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

constexpr TimePoint start{std::chrono::seconds{1'694'678'691}};
constexpr std::chrono::seconds second{1};
const std::string content = "customer_id\nc_1\n";

std::string sha256(const std::string& bytes) {
  Sha256 hash;
  hash.update(bytes);
  return to_hex(hash.finish());
}

/// A database in a folder of its own, and a session whose clock and environment the test sets.
class World {
 public:
  World() {
    environment["AUDIENCE_DB"] = (folder_ / "shop.db").string();
    environment["HOME"] = folder_.path().string();
    create_database(folder_ / "shop.db", std::chrono::milliseconds{0});
    database = session.open(Database::Mode::read_write);
  }

  LinkPlan plan(std::chrono::seconds life = std::chrono::minutes{6}) const {
    LinkPlan planned = plan_link(session, life, "csv");
    write_file(planned.copy, content);
    return planned;
  }
  IssuedLink issue(const LinkPlan& planned) {
    return issue_link(session, *database, planned,
                      {.export_id = {},
                       .audience_id = "audience-id-1",
                       .audience_name = "Winter",
                       .exported_by = "ana",
                       .format = {},
                       .rows = 1,
                       .bytes = static_cast<std::int64_t>(content.size()),
                       .sha256 = sha256(content)});
  }
  Redemption redeem(const std::string& token) const {
    return Redeemer(*database, session.key_file(), session.spool()).redeem(token, now);
  }

  TimePoint now = start;
  std::map<std::string, std::string> environment;

 private:
  Folder folder_;
  OutputStream out_{STDOUT_FILENO, "standard output"};
  Context context_{.out = out_,
                   .err = out_,
                   .now = [this] { return now; },
                   .environment = [this](const char* name) -> std::optional<std::string> {
                     const auto found = environment.find(name);
                     return found == environment.end() ? std::nullopt : std::optional(found->second);
                   },
                   .read_line = {}};

 public:
  Session session{context_};
  std::unique_ptr<Database> database;
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

  const auto record = find_export(*world.database, issued.export_id);
  REQUIRE(record);
  CHECK(record->exported_at == world.now);
  CHECK(record->expires_at == issued.expires_at);
  CHECK(record->format == "csv");
  CHECK(link_state(*record, world.session.spool(), world.now) == LinkState::alive);
  const auto claims =
      verify(issued.token, world.session.key_file().keys(world.now), database_id(*world.database));
  CHECK(claims == Claims{issued.export_id, database_id(*world.database), world.now, issued.expires_at});

  world.now = issued.expires_at - second;
  const Redemption granted = world.redeem(issued.token);
  const auto* link = std::get_if<GrantedLink>(&granted);
  REQUIRE(link != nullptr);
  CHECK(link->download_name == "Winter-20230914.csv");
  CHECK(link->bytes == content.size());
  CHECK(link->sha256 == sha256(content));
  CHECK(is_ready(*world.session.studio(Database::Mode::read_only), "audience-id-1") == true);

  // Whoever reads already is not disturbed by the end.
  world.now = issued.expires_at;
  CHECK(std::holds_alternative<ExpiredLink>(world.redeem(issued.token)));
  CHECK_FALSE(world.session.spool().find(issued.export_id));
  std::string read(content.size(), '\0');
  CHECK(::read(link->copy.descriptor(), read.data(), read.size()) == static_cast<ssize_t>(read.size()));
  CHECK(read == content);

  world.now = start + std::chrono::seconds{50};
  CHECK(std::holds_alternative<ExpiredLink>(world.redeem(issued.token)));
  CHECK(is_ready(*world.session.studio(Database::Mode::read_only), "audience-id-1") == false);
  CHECK_FALSE(is_ready(*world.session.studio(Database::Mode::read_only), "audience-id-2").has_value());
}

TEST_CASE("a link begins with the base URL and no slash is doubled") {
  World world;
  for (const char* url :
       {"https://exports.example.org", "https://exports.example.org/", "http://[::1]:8080/a//"}) {
    world.environment["AUDIENCE_BASE_URL"] = url;
    const IssuedLink issued = world.issue(world.plan());
    const std::string text = url;
    CHECK(issued.link == text.substr(0, text.find_last_not_of('/') + 1) + "/exports/" + issued.token);
  }
}

TEST_CASE("what is no base URL is refused before anything is made") {
  World world;
  for (const char* url :
       {"exports.example.org", "ftp://example.org", "https://", "https:///exports", "http://:80", "https:/a",
        "https://example.org/?a=", "https://example.org/#a", "https://exa mple.org", "https://a\nb",
        "javascript:alert(1)//", "https://zo\xc3\xab.example"}) {
    world.environment["AUDIENCE_BASE_URL"] = url;
    CHECK_MESSAGE(kind_of([&] { (void)world.plan(); }) == ErrorKind::usage, url);
  }
  CHECK_FALSE(std::filesystem::exists(world.session.spool().folder()));
}

TEST_CASE("a link lives from a second to seven days") {
  CHECK(link_life(std::nullopt) == std::chrono::minutes{6});
  CHECK(link_life("1s") == second);
  CHECK(link_life("1000ms") == second);
  CHECK(link_life("90") == std::chrono::seconds{90});
  CHECK(link_life("7d") == std::chrono::days{7});
  CHECK(link_life("1w") == std::chrono::days{7});
  for (const char* text : {"0s", "999ms", "1500ms", "8d", "604801", "169h", "-1s", "", "6 m", "soon", "2w"}) {
    CHECK_MESSAGE(kind_of([&] { (void)link_life(text); }) == ErrorKind::usage, text);
  }
}

TEST_CASE("where the row cannot be entered neither copy nor row is left") {
  World world;
  const LinkPlan plan = world.plan();
  {
    const auto other = world.session.open(Database::Mode::read_write);
    Transaction writer(*other, Transaction::Kind::write);
    world.session.options.wait = "0s";
    world.database = world.session.open(Database::Mode::read_write);
    CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::busy);
  }
  CHECK(world.session.spool().copies().empty());
  CHECK(all_exports(*world.database).empty());
  // A copy that somebody took away meanwhile is no export.
  CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::write_failed);
  CHECK(all_exports(*world.database).empty());
}

TEST_CASE("a copy that may hold someone erased meanwhile gets no link") {
  World world;
  const LinkPlan plan = world.plan();
  world.database->execute("INSERT INTO audience_erased VALUES(x'00')");
  CHECK(kind_of([&] { world.issue(plan); }) == ErrorKind::conflict);
  CHECK(world.session.spool().copies().empty());
  CHECK(all_exports(*world.database).empty());
}

TEST_CASE("what a crash leaves at any point is swept") {
  World world;
  const LinkPlan planned = world.plan();
  const Spool spool = world.session.spool();
  CHECK(spool.sweep(start).size() == 1);
  CHECK_FALSE(std::filesystem::exists(planned.copy));
  const LinkPlan named = world.plan();
  spool.rename(named.copy, named.export_id, start + named.life, "csv");
  CHECK(spool.sweep(start + named.life).size() == 1);
  CHECK(spool.copies().empty());
}

TEST_CASE("a key or folder that others may use stops a link before its file is written") {
  World world;
  const LinkPlan plan = world.plan();
  REQUIRE(::chmod(world.session.key_file().file().c_str(), 0644) == 0);
  CHECK(kind_of([&] { (void)world.plan(); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { (void)world.redeem("a.b.c"); }) == ErrorKind::database_unusable);
  REQUIRE(::chmod(world.session.key_file().file().c_str(), 0600) == 0);
  REQUIRE(::chmod(world.session.spool().folder().c_str(), 0777) == 0);
  CHECK(kind_of([&] { (void)world.plan(); }) == ErrorKind::database_unusable);
  CHECK(kind_of([&] { (void)world.redeem("a.b.c"); }) == ErrorKind::database_unusable);
}

}  // namespace audience
