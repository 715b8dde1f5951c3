// Numbers as varints, the rest as it is; zlib finds what repeats.
#include "storage/packed_rows.hpp"

#include <bit>

#include "base/checksum.hpp"
#include "base/compression.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

using Kind = PackedValue::Kind;

void append_varint(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80U; number >>= 7U) bytes += static_cast<char>(number | 0x80U);
  bytes += static_cast<char>(number);
}

/// Small for numbers near 0 on either side.
std::uint64_t zigzag(std::uint64_t difference) {
  return difference << 1U ^ (difference >> 63U != 0 ? ~std::uint64_t{0} : 0);
}
std::uint64_t unzigzag(std::uint64_t code) { return code >> 1U ^ ((code & 1U) != 0 ? ~std::uint64_t{0} : 0); }

[[noreturn]] void refuse() { throw damaged("what is kept of an import is damaged"); }

/// Reads what a RowPacker wrote.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) refuse();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t varint() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80U) return number;
    }
    refuse();
  }
  std::uint64_t word() {
    std::uint64_t number = 0;
    unsigned shift = 0;
    for (const char c : take(8)) {
      number |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << shift;
      shift += 8;
    }
    return number;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

PackedValue read_value(Bytes& bytes, std::int64_t& before) {
  PackedValue value;
  const auto kind = static_cast<unsigned char>(bytes.take(1)[0]);
  if (kind > static_cast<unsigned char>(Kind::unchanged)) refuse();
  value.kind = static_cast<Kind>(kind);
  switch (value.kind) {
    case Kind::integer:
      before = static_cast<std::int64_t>(static_cast<std::uint64_t>(before) + unzigzag(bytes.varint()));
      value.integer = before;
      break;
    case Kind::real:
      value.real = std::bit_cast<double>(bytes.word());
      break;
    case Kind::text:
    case Kind::blob:
      value.bytes = bytes.take(bytes.varint());
      break;
    case Kind::null:
    case Kind::unchanged:
      break;
  }
  return value;
}

std::uint64_t mixed(std::uint64_t number) {
  constexpr std::uint64_t factor = 0xD6E8FEB86659FD93U;  // no two numbers become one
  number = (number ^ number >> 32U) * factor;
  number = (number ^ number >> 32U) * factor;
  return number ^ number >> 32U;
}

}  // namespace

PackedValue PackedValue::of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return of(*whole);
  if (const auto* number = std::get_if<double>(&cell)) return {.kind = Kind::real, .real = *number};
  if (const auto* text = std::get_if<std::string_view>(&cell)) return of(*text);
  return {};
}

PackedValue PackedValue::of(const Statement& row, int column) {
  const Cell cell = row.cell(column);
  if (!is_null(cell) || row.is_null(column)) return of(cell);
  return {.kind = Kind::blob, .bytes = row.blob(column)};
}

void bind(Statement& statement, int index, const PackedValue& value) {
  switch (value.kind) {
    case Kind::integer:
      statement.bind(index, value.integer);
      return;
    case Kind::real:
      statement.bind(index, value.real);
      return;
    case Kind::text:
      statement.bind(index, value.bytes);
      return;
    case Kind::blob:
      statement.bind_blob(index, value.bytes);
      return;
    case Kind::null:
    case Kind::unchanged:
      statement.bind_null(index);
  }
}

void RowPacker::add(const PackedValue& value) {
  bytes_ += static_cast<char>(value.kind);
  std::int64_t& before = before_[values_++ % before_.size()];
  switch (value.kind) {
    case Kind::integer:
      append_varint(bytes_,
                    zigzag(static_cast<std::uint64_t>(value.integer) - static_cast<std::uint64_t>(before)));
      before = value.integer;
      return;
    case Kind::real: {
      const auto bits = std::bit_cast<std::uint64_t>(value.real);
      for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(bits >> shift);
      return;
    }
    case Kind::text:
    case Kind::blob:
      append_varint(bytes_, value.bytes.size());
      bytes_ += value.bytes;
      return;
    case Kind::null:
    case Kind::unchanged:
      return;
  }
}

std::string RowPacker::take() {
  std::string packed = compress(bytes_);
  before_.assign(before_.size(), 0);
  values_ = 0;
  bytes_.clear();
  return packed;
}

UnpackedRows::UnpackedRows(std::string_view packed, std::size_t rows, std::size_t columns)
    : columns_(columns) {
  auto text = decompress(packed);
  if (!text) refuse();
  text_ = std::move(*text);
  // Each value has a byte at least.
  if (rows > text_.size() || columns == 0) refuse();
  Bytes bytes(text_);
  std::vector<std::int64_t> before(columns);
  values_.reserve(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::int64_t& integer : before) values_.push_back(read_value(bytes, integer));
  }
  if (!bytes.at_end()) refuse();
}

ColumnWeight::ColumnWeight(std::string_view column) : salt_(checksum(column)) {}

std::uint64_t ColumnWeight::of(const PackedValue& value) const {
  std::uint64_t number = 0;
  switch (value.kind) {
    case Kind::null:
    case Kind::unchanged:
      return 0;
    case Kind::integer:
      number = static_cast<std::uint64_t>(value.integer);
      break;
    case Kind::real:
      // SQLite keeps no sign of zero.
      number = std::bit_cast<std::uint64_t>(value.real == 0 ? 0.0 : value.real);
      break;
    case Kind::text:
    case Kind::blob:
      number = checksum(value.bytes);
      break;
  }
  return mixed(mixed(number + static_cast<std::uint64_t>(value.kind)) + salt_);
}

std::uint64_t row_checksum(std::uint64_t weight) { return mixed(weight); }

}  // namespace audience
