// Cells as texts: numbers as SQLite casts them, whatever engine brought them.
#include "query/cell_reading.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "support/own_database.hpp"

namespace audience {
namespace {

/// Casts one cell after another.
class Cast {
 public:
  std::string text(const Cell& cell) {
    statement_.reset();
    statement_.bind(0, cell).step();
    return std::string(statement_.text(0));
  }

 private:
  OwnDatabase own_;
  Statement statement_ = own_->prepare("SELECT CAST(? AS TEXT)");
};

std::string text_of(const Cell& cell) {
  NumberText room;
  return std::string(read_text(cell, room).value_or("nothing"));
}

}  // namespace

TEST_CASE("a number read as a text is what SQLite casts it to") {
  Cast cast;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double real : {0.0,
                            1.0,
                            -1.5,
                            0.1,
                            0.1 + 0.2,
                            1e14,
                            123456789012345.0,
                            1e15,
                            123456789012345678.0,
                            1e20,
                            1.5e20,
                            1e-4,
                            1e-5,
                            1.25e-5,
                            1e100,
                            -1e300,
                            1e-300,
                            999999999999999.9,
                            infinity,
                            -infinity})
    CHECK(text_of(real) == cast.text(real));
  for (const std::int64_t integer :
       {std::int64_t{0}, std::int64_t{-7}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()})
    CHECK(text_of(integer) == cast.text(integer));
  std::mt19937 random(7);
  for (int i = 0; i < 1000; ++i) {
    const double price = std::uniform_int_distribution<int>(-1'000'000, 1'000'000)(random) / 100.0;
    CHECK(text_of(price) == cast.text(price));
  }
}

TEST_CASE("a text is itself, and null no text") {
  CHECK(text_of(std::string_view("1.00 ")) == "1.00 ");
  CHECK(text_of(std::string_view("")) == "");
  CHECK(text_of({}) == "nothing");
}

}  // namespace audience
