// Orders found by hashes that are alike, and those that no line asks for.
#include "import/order_places.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/checksum.hpp"

namespace audience {
namespace {

TEST_CASE("every order is found at its place, and no other") {
  constexpr std::size_t count = 20'000;
  OrderPlaces places(count);
  const auto id = [](std::size_t i) { return "#" + std::to_string(i); };
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(places.has_room());
    places.add(checksum(id(i)), i * 1'000'003);
  }
  CHECK_FALSE(places.has_room());
  for (std::size_t i = 0; i < 2 * count; ++i) {
    const auto has_id = [&](std::size_t offset) { return id(offset / 1'000'003) == id(i); };
    OrderPlaces::Slot* found = places.find(checksum(id(i)), has_id);
    REQUIRE((found != nullptr) == (i < count));
    if (found == nullptr) continue;
    CHECK(found->offset() == i * 1'000'003);
    CHECK_FALSE(found->is_ambiguous());
    if (i % 4 == 0) found->mark_used();
  }
  CHECK(places.unused() == count * 3 / 4);
}

TEST_CASE("orders with the same hash stay apart, each with its marks") {
  OrderPlaces places(3);
  for (const std::size_t offset : {0U, 7U, 9U}) places.add(42, offset);
  const auto at = [&](std::size_t wanted) {
    return places.find(42, [=](std::size_t offset) { return offset == wanted; });
  };
  at(7)->mark_ambiguous();
  at(9)->mark_used();
  CHECK(at(7)->is_ambiguous());
  CHECK_FALSE(at(0)->is_ambiguous());
  CHECK(at(9)->offset() == 9);
  CHECK(at(5) == nullptr);
  CHECK(places.unused() == 2);
}

TEST_CASE("of no orders none is found") {
  OrderPlaces places(0);
  CHECK_FALSE(places.has_room());
  CHECK(places.find(1, [](std::size_t) { return true; }) == nullptr);
}

}  // namespace
}  // namespace audience
