// Exports while another writer erases someone.
#include "studio/export.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <memory>
#include <utility>

#include "audience/error.hpp"
#include "base/file_descriptor.hpp"
#include "storage/erasure.hpp"
#include "storage/exports.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};

/// Three customers in one audience, and a studio whose clock lets the test act while an export is being read.
class World {
 public:
  World() {
    own->execute("INSERT INTO customers(customer_id) VALUES('c_1'), ('c_2'), ('c_3')");
    own.add_audience("all", {1, 2, 3}, R"({"audience_name": "all", "filters": []})");
    studio = std::make_unique<Studio>(StudioSettings{.database_file = own.file(),
                                                     .user = "ana",
                                                     .patience = no_wait,
                                                     .now =
                                                         [this] {
                                                           if (meanwhile) std::exchange(meanwhile, nullptr)();
                                                           return now;
                                                         }},
                                      Database::Mode::read_write);
  }

  /// By a connection of its own.
  void erase(const std::string& customer_id) const {
    const DataSource source(*own, no_wait);
    Transaction transaction(*own, Transaction::Kind::write);
    erase_customers({*own, source.catalog(), nullptr}, {customer_id}, now, false);
    transaction.commit();
  }
  [[nodiscard]] std::vector<ExportRecord> log() const { return all_exports(*own); }

  OwnDatabase own;
  std::function<void()> meanwhile;
  std::unique_ptr<Studio> studio;
};

ExportRequest ids_of_all() { return {.audience = "all", .form = {}, .columns = {"customer_id"}}; }

}  // namespace

TEST_CASE("a file without a link appears whole and is entered") {
  const World world;
  const std::filesystem::path file = world.own.folder / "all.csv";
  const ExportResult result = export_audience(*world.studio, ids_of_all(), {.file = file});
  CHECK(file_text(file) == "customer_id\nc_1\nc_2\nc_3\n");
  CHECK_FALSE(result.link);
  CHECK_FALSE(result.may_hold_erased);
  const std::vector<ExportRecord> log = world.log();
  REQUIRE(log.size() == 1);
  CHECK(log.front().export_id == result.record.export_id);
  CHECK(log.front().file == file.string());
  CHECK(log.front().exported_by == "ana");
  CHECK(log.front().rows == 3);
}

TEST_CASE("a file that may hold someone erased meanwhile does not appear, with a link or without") {
  const LinkRequest six_minutes{.life = std::chrono::minutes{6}};
  const std::vector<ExportTarget> targets{{.replaces = true}, {.replaces = true, .link = six_minutes}};
  for (ExportTarget target : targets) {
    const bool with_link = target.link.has_value();
    CAPTURE(with_link);
    World world;
    const std::filesystem::path file = world.own.folder / "all.csv";
    target.file = file;
    write_file(file, "precious");
    // With a link, the first look at the clock comes before anything is read.
    world.meanwhile = [&world, with_link] {
      if (with_link) {
        world.meanwhile = [&world] { world.erase("c_2"); };
      } else {
        world.erase("c_2");
      }
    };
    try {
      export_audience(*world.studio, ids_of_all(), target);
      FAIL("it was exported");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::conflict);
      CHECK(std::string(error.what()).ends_with("nothing was exported"));
    }
    CHECK(file_text(file) == "precious");
    CHECK(world.log().empty());
    CHECK(world.studio->spool().copies().empty());
  }
}

TEST_CASE("a stream that may hold someone erased meanwhile says so, and is entered") {
  World world;
  const std::filesystem::path file = world.own.folder / "stream.csv";
  const FileDescriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  OutputStream out(descriptor.get(), "stream");
  world.meanwhile = [&world] { world.erase("c_2"); };
  const ExportResult result = stream_audience(*world.studio, ids_of_all(), out);
  CHECK(result.may_hold_erased);
  CHECK(file_text(file) == "customer_id\nc_1\nc_2\nc_3\n");
  const std::vector<ExportRecord> log = world.log();
  REQUIRE(log.size() == 1);
  CHECK(log.front().rows == 3);
  CHECK_FALSE(log.front().file);
}

TEST_CASE("who was erased before is in no export, and no reason to refuse one") {
  const World world;
  world.erase("c_2");
  const std::filesystem::path file = world.own.folder / "all.csv";
  export_audience(*world.studio, ids_of_all(), {.file = file});
  CHECK(file_text(file) == "customer_id\nc_1\nc_3\n");
}

TEST_CASE("a preview reads everything and leaves nothing") {
  const World world;
  const ExportResult result = preview_export(*world.studio, ids_of_all());
  CHECK(result.record.rows == 3);
  CHECK(world.log().empty());
  CHECK_FALSE(std::filesystem::exists(world.studio->spool().folder()));
}

}  // namespace audience
