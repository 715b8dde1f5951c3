// Rows and keys as bytes: read back as they were, damage refused, and checksums that tell one row from
// another.
#include "storage/packed_rows.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <set>

#include "support/error_kind.hpp"

namespace audience {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

PackedValue real(double value) { return {.kind = PackedValue::Kind::real, .real = value}; }
PackedValue blob(std::string_view bytes) { return {.kind = PackedValue::Kind::blob, .bytes = bytes}; }

std::vector<PackedValue> every_kind() {
  return {PackedValue::of(0),
          PackedValue::of(-1),
          PackedValue::of(lowest),
          PackedValue::of(highest),
          real(-0.5),
          real(1e300),
          PackedValue{},
          PackedValue::of(std::string_view("é\0x", 4)),
          PackedValue::of(std::string_view()),
          blob("\xFF"),
          blob("é"),
          PackedValue{.kind = PackedValue::Kind::unchanged}};
}

}  // namespace

TEST_CASE("packed rows are read back value by value, with their kinds") {
  const std::vector<PackedValue> values = every_kind();
  RowPacker packer(3);
  for (const PackedValue& value : values) packer.add(value);
  REQUIRE(packer.rows() == values.size() / 3);
  const std::string packed = packer.take();
  CHECK(packer.rows() == 0);
  const UnpackedRows rows(packed, values.size() / 3, 3);
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(rows.at(i / 3, i % 3) == values[i]);
  // A packer begins anew.
  packer.add(values[1]);
  packer.add(values[1]);
  packer.add(values[1]);
  CHECK(UnpackedRows(packer.take(), 1, 3).at(0, 2) == values[1]);
}

TEST_CASE("what is no packed rows is refused, and never read beyond its end") {
  RowPacker packer(2);
  for (int i = 0; i < 300; ++i) {
    packer.add(PackedValue::of(i * i));
    packer.add(PackedValue::of(std::string_view("a text")));
  }
  const std::string packed = packer.take();
  const auto kind = [&](std::string_view bytes, std::size_t rows, std::size_t columns) {
    return kind_of([&] { UnpackedRows(bytes, rows, columns); });
  };
  CHECK(kind(packed, 299, 2) == ErrorKind::database_unusable);
  CHECK(kind(packed, 301, 2) == ErrorKind::database_unusable);
  CHECK(kind(packed, std::size_t{1} << 60U, 2) == ErrorKind::database_unusable);
  CHECK(kind({}, 0, 2) == ErrorKind::database_unusable);
  for (std::size_t size = 0; size < packed.size(); ++size)
    CHECK(kind(std::string_view(packed).substr(0, size), 300, 2) == ErrorKind::database_unusable);
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = packed;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    try {
      const std::size_t rows = UnpackedRows(damaged, 300, 2).rows();
      CHECK(rows == 300);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::database_unusable);
    }
  }
}

TEST_CASE("numbers that follow each other take next to nothing") {
  RowPacker packer(1);
  for (std::int64_t n = 0; n < 4096; ++n) packer.add(PackedValue::of(8'000'000'000 + n));
  CHECK(packer.take().size() < 100);
}

TEST_CASE("a row's checksum depends on each value, its kind and its column, and on no column without one") {
  const ColumnWeight a("a"), b("b");
  std::set<std::uint64_t> weights;
  for (const PackedValue& value : every_kind()) {
    weights.insert(a.of(value));
    weights.insert(b.of(value));
  }
  // Null and unchanged weigh nothing.
  CHECK(weights.size() == 2 * (every_kind().size() - 2) + 1);
  CHECK(a.of(real(0.0)) == a.of(real(-0.0)));
  CHECK(row_checksum(a.of(PackedValue::of(1)) + b.of(PackedValue::of(2))) !=
        row_checksum(a.of(PackedValue::of(2)) + b.of(PackedValue::of(1))));
  // Two rows that exchange a value are others, taken together.
  const auto sum = [&](std::int64_t x, std::int64_t y) {
    return row_checksum(a.of(PackedValue::of(1)) + b.of(PackedValue::of(x))) +
           row_checksum(a.of(PackedValue::of(2)) + b.of(PackedValue::of(y)));
  };
  CHECK(sum(8, 9) != sum(9, 8));
}

}  // namespace audience
