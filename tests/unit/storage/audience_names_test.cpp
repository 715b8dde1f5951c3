// Names beside each other: of new audiences, and of those that were there before.
#include "storage/audience_names.hpp"

#include <doctest/doctest.h>

#include "storage/deleted_audiences.hpp"
#include "storage/row_checksums.hpp"
#include "support/error_kind.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

/// As an earlier version let it be called.
StoredAudience add_called(const OwnDatabase& shop, const std::string& name) {
  StoredAudience audience = shop.add_audience("Of " + name, {});
  shop->prepare("UPDATE audience_audiences SET audience_name = ? WHERE number = ?")
      .bind_all(name, audience.number)
      .run();
  keep_checksums(*shop, CheckedTable::audiences, "number = " + std::to_string(audience.number));
  return *audience_named(*shop, name);
}

}  // namespace

TEST_CASE("a new name is no other's in any case or spelling of its letters, and no id") {
  const OwnDatabase shop;
  shop.add_audience("Zo\u00eb", {});
  for (const char* name :
       {"Zo\u00eb", "ZO\u00cb", "zoe\u0308", "7ff44c30", "DeadBeef", "audience-id-x", "AUDIENCE-ID-7ff4",
        "12345678901234567890123456789012", "Winter ", " Winter", "Winter\u00a0"}) {
    CAPTURE(name);
    CHECK(kind_of([&] { check_name(*shop, name, 0); }) == ErrorKind::conflict);
  }
  for (const char* name : {"Zoe", "cafe", "1a2b", "decade", "2023", "20230914", "x7ff44c30"}) {
    CAPTURE(name);
    CHECK_NOTHROW(check_name(*shop, name, 0));
  }
}

TEST_CASE("names that were there before the rule are kept, and can come back") {
  const OwnDatabase shop;
  const StoredAudience like_id = add_called(shop, "7ff44c30");
  const StoredAudience lower = add_called(shop, "winter");
  StoredAudience upper = add_called(shop, "Winter");
  for (const StoredAudience& one : {like_id, lower, upper}) {
    CHECK_NOTHROW(update_audience(*shop, one));
    CHECK(find_audience(*shop, one.audience_name).number == one.number);
  }
  upper.audience_name = "WINTER";
  CHECK(kind_of([&] { update_audience(*shop, upper); }) == ErrorKind::conflict);
  delete_audience(*shop, like_id.audience_id, TimePoint{});
  CHECK_NOTHROW(bring_back(*shop, deleted_audiences(*shop).front()));
  delete_audience(*shop, lower.audience_id, TimePoint{});
  CHECK(kind_of([&] { bring_back(*shop, deleted_audiences(*shop).front()); }) == ErrorKind::conflict);
}

}  // namespace audience
