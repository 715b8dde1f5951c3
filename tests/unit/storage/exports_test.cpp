// The log of exports: what is found by which words, in which order, and which links a revocation marks.
#include "storage/exports.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint noon{std::chrono::seconds{1'694'692'800}};
constexpr std::chrono::seconds second{1};

/// An id of 32 digits that begins so.
std::string id_of(const std::string& beginning) {
  return beginning + std::string(32 - beginning.size(), '0');
}

ExportRecord record_of(const std::string& beginning, TimePoint at = noon,
                       const std::string& audience = "one") {
  return {.export_id = id_of(beginning),
          .audience_id = audience,
          .audience_name = "Winter",
          .exported_at = at,
          .exported_by = "ana",
          .format = "csv",
          .sha256 = std::string(64, 'f')};
}

/// A link of this export that lives until then.
ExportRecord linked(const std::string& beginning, std::optional<TimePoint> expires_at,
                    const std::string& audience = "one") {
  ExportRecord record = record_of(beginning, noon - std::chrono::hours{1}, audience);
  record.expires_at = expires_at;
  return record;
}

std::vector<std::string> ids_of(const std::vector<ExportRecord>& records) {
  std::vector<std::string> ids;
  for (const ExportRecord& record : records) ids.push_back(record.export_id);
  return ids;
}

bool is_hex(const std::string& text) {
  return text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

TEST_CASE("a record comes back as it was entered, with what it has not") {
  ExportRecord bare = record_of("a");
  ExportRecord full = record_of("b");
  full.format = "xlsx";
  full.file = "/home/ana/winter \"2\".xlsx";
  full.recipient = "bob@example.org";
  full.rows = 3'000'000'000;
  full.held_back = 7;
  full.bytes = 5'000'000'000;
  full.expires_at = noon + std::chrono::minutes{6};
  full.revoked_at = noon + std::chrono::minutes{1};
  ExportRecord empty = record_of("c");
  empty.file = "";
  const OwnDatabase own;
  for (const ExportRecord& entered : {bare, full, empty}) {
    insert_export(*own, entered);
    const std::optional<ExportRecord> found = find_export(*own, entered.export_id);
    REQUIRE(found);
    CHECK(found->audience_id == entered.audience_id);
    CHECK(found->audience_name == entered.audience_name);
    CHECK(found->exported_at == entered.exported_at);
    CHECK(found->exported_by == entered.exported_by);
    CHECK(found->format == entered.format);
    CHECK(found->file == entered.file);
    CHECK(found->recipient == entered.recipient);
    CHECK(found->rows == entered.rows);
    CHECK(found->held_back == entered.held_back);
    CHECK(found->bytes == entered.bytes);
    CHECK(found->sha256 == entered.sha256);
    CHECK(found->expires_at == entered.expires_at);
    CHECK(found->revoked_at == entered.revoked_at);
  }
  delete_export(*own, bare.export_id);
  CHECK_FALSE(find_export(*own, bare.export_id));
  CHECK(all_exports(*own).size() == 2);
}

TEST_CASE("an export is named by its id or by four digits or more that begin no other") {
  const OwnDatabase own;
  for (const char* beginning : {"abcd1", "abcd2", "ffff", "0123456789"})
    insert_export(*own, record_of(beginning));
  struct Named {
    std::string reference, beginning;  ///< no beginning: it is refused
    ErrorKind kind = ErrorKind::not_found;
  };
  const std::vector<Named> table{
      {id_of("abcd1"), "abcd1"},
      {"abcd1", "abcd1"},
      {"abcd2000", "abcd2"},
      {"ffff", "ffff"},
      {"0123", "0123456789"},
      {"abcd", "", ErrorKind::conflict},
      {"012", ""},
      {"", ""},
      {"abce", ""},
      {"abcd3", ""},
      {"ABCD1", ""},
      {"fffg", ""},
      {"abcd1%", ""},
      {"ffff ", ""},
      {id_of("abcd1") + "0", ""},
      {"Winter", ""},
      {"one", ""},
  };
  for (const Named& named : table) {
    CAPTURE(named.reference);
    if (named.beginning.empty()) {
      CHECK(kind_of([&] { (void)named_export(*own, named.reference); }) == named.kind);
    } else {
      CHECK(named_export(*own, named.reference).export_id == id_of(named.beginning));
    }
  }
  CHECK_FALSE(find_export(*own, "ffff"));
}

TEST_CASE("exports are told newest first, and of one second the one entered last") {
  const OwnDatabase own;
  insert_export(*own, record_of("1", noon, "one"));
  insert_export(*own, record_of("2", noon - second, "two"));
  insert_export(*own, record_of("3", noon, "two"));
  insert_export(*own, record_of("4", noon + second, "one"));
  const auto ids = [](const std::vector<const char*>& beginnings) {
    std::vector<std::string> whole;
    for (const char* beginning : beginnings) whole.push_back(id_of(beginning));
    return whole;
  };
  CHECK(ids_of(all_exports(*own)) == ids({"4", "3", "1", "2"}));
  CHECK(ids_of(exports_of(*own, "one")) == ids({"4", "1"}));
  CHECK(ids_of(exports_of(*own, "two")) == ids({"3", "2"}));
  CHECK(exports_of(*own, "Winter").empty());
  CHECK(exports_of(*own, "").empty());
}

TEST_CASE("a revocation marks the links that live, once") {
  struct Link {
    const char* what;
    std::optional<TimePoint> expires_at, revoked_at;
    bool marked;
  };
  const std::vector<Link> table{
      {"no link", {}, {}, false},
      {"alive", noon + std::chrono::minutes{6}, {}, true},
      {"in its last second", noon + second, {}, true},
      {"expired now", noon, {}, false},
      {"expired before", noon - second, {}, false},
      {"revoked before", noon + std::chrono::hours{1}, noon - second, false},
      {"revoked, then expired", noon - second, noon - std::chrono::minutes{1}, false},
  };
  for (const Link& link : table) {
    CAPTURE(link.what);
    const OwnDatabase own;
    ExportRecord record = linked("a", link.expires_at);
    record.revoked_at = link.revoked_at;
    insert_export(*own, record);
    CHECK(revoke_export(*own, record.export_id, noon).size() == (link.marked ? 1 : 0));
    CHECK(find_export(*own, record.export_id)->revoked_at == (link.marked ? noon : link.revoked_at));
    CHECK(revoke_export(*own, record.export_id, noon + second).empty());
    CHECK(find_export(*own, record.export_id)->revoked_at == (link.marked ? noon : link.revoked_at));
  }
}

TEST_CASE("links are revoked by export, by audience, or all") {
  using Revoke = std::vector<std::string> (*)(Database&);
  struct Scope {
    const char* what;
    Revoke revoke;
    std::vector<std::string> revoked;
  };
  const std::vector<Scope> table{
      {"one", [](Database& database) { return revoke_export(database, id_of("b"), noon); }, {id_of("b")}},
      {"an unknown one", [](Database& database) { return revoke_export(database, "b", noon); }, {}},
      {"of an audience",
       [](Database& database) { return revoke_exports_of(database, "two", noon); },
       {id_of("b"), id_of("c")}},
      {"of no audience", [](Database& database) { return revoke_exports_of(database, "Winter", noon); }, {}},
      {"all",
       [](Database& database) { return revoke_all_exports(database, noon); },
       {id_of("a"), id_of("b"), id_of("c")}},
  };
  for (const Scope& scope : table) {
    CAPTURE(scope.what);
    const OwnDatabase own;
    insert_export(*own, linked("a", noon + second, "one"));
    insert_export(*own, linked("b", noon + second, "two"));
    insert_export(*own, linked("c", noon + second, "two"));
    insert_export(*own, linked("d", noon, "two"));
    insert_export(*own, linked("e", {}, "one"));
    std::vector<std::string> revoked = scope.revoke(*own);
    std::sort(revoked.begin(), revoked.end());
    CHECK(revoked == scope.revoked);
    for (const ExportRecord& record : all_exports(*own)) {
      const bool meant = std::count(revoked.begin(), revoked.end(), record.export_id) == 1;
      CHECK(record.revoked_at.has_value() == meant);
    }
  }
}

TEST_CASE("new ids of exports are 32 hex digits and never the same") {
  const std::string first = new_export_id();
  CHECK(first.size() == 32);
  CHECK(is_hex(first));
  CHECK(new_export_id() != first);
}

TEST_CASE("a database has an id of its own that stays, and is unusable without") {
  const OwnDatabase own;
  const OwnDatabase other;
  const std::string id = database_id(*own);
  CHECK(id.size() == 32);
  CHECK(is_hex(id));
  CHECK(database_id(*open_database(own.file(), Database::Mode::read_only, no_wait)) == id);
  CHECK(database_id(*other) != id);
  own->execute("UPDATE audience_meta SET value = '' WHERE name = 'database_id'");
  CHECK(kind_of([&] { (void)database_id(*own); }) == ErrorKind::database_unusable);
  own->execute("DELETE FROM audience_meta WHERE name = 'database_id'");
  CHECK(kind_of([&] { (void)database_id(*own); }) == ErrorKind::database_unusable);
}

}  // namespace audience
