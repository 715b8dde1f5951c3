// Blocks made by several threads come in order, and nothing runs on after a failure.
#include "base/ordered_blocks.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace audience {
namespace {

using Blocks = OrderedBlocks<std::string>;

std::vector<Blocks::Maker> makers(std::size_t count, const Blocks::Maker& make) {
  return std::vector<Blocks::Maker>(count, make);
}

TEST_CASE("every block is taken once and in order whatever the number of threads") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    for (const std::size_t count : {0U, 1U, 7U, 300U}) {
      CAPTURE(threads);
      CAPTURE(count);
      auto made = makers(threads, [](std::size_t block) { return std::to_string(block * block); });
      std::vector<std::string> taken;
      Blocks(count, 4).run(made, [&](std::string&& text) { taken.push_back(std::move(text)); });
      REQUIRE(taken.size() == count);
      for (std::size_t i = 0; i < count; ++i) CHECK(taken[i] == std::to_string(i * i));
    }
  }
}

TEST_CASE("no maker runs further ahead than it may") {
  std::atomic<std::size_t> taken = 0;
  std::atomic<bool> too_far = false;
  auto made = makers(3, [&](std::size_t block) {
    if (block >= taken + 4) too_far = true;
    return std::string();
  });
  Blocks(500, 4).run(made, [&](std::string&&) { ++taken; });
  CHECK(taken == 500);
  CHECK_FALSE(too_far);
}

TEST_CASE("the first failure of a maker or the taker ends the work and is thrown") {
  std::size_t taken = 0;
  auto failing = makers(2, [](std::size_t block) -> std::string {
    if (block == 20) throw std::runtime_error("maker");
    return {};
  });
  CHECK_THROWS_WITH(Blocks(1000, 4).run(failing, [&](std::string&&) { ++taken; }), "maker");
  CHECK(taken <= 20);
  auto good = makers(2, [](std::size_t) { return std::string(); });
  const auto refuse = [&](std::string&&) { throw std::runtime_error("taker"); };
  CHECK_THROWS_WITH(Blocks(1000, 4).run(good, refuse), "taker");
}

}  // namespace
}  // namespace audience
