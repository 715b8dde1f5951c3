// Values become bytes that no others become.
#include "storage/checksum_functions.hpp"

#include <sqlite3.h>

#include <bit>
#include <cstdint>
#include <new>
#include <string>

#include "base/checksum.hpp"
#include "storage/sqlite_error.hpp"

namespace audience {
namespace {

void append_number(std::string& bytes, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((number >> shift) & 0xFFU);
}

void append_value(std::string& bytes, sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  bytes += static_cast<char>(type);
  if (type == SQLITE_INTEGER) {
    append_number(bytes, static_cast<std::uint64_t>(sqlite3_value_int64(value)));
  } else if (type == SQLITE_FLOAT) {
    append_number(bytes, std::bit_cast<std::uint64_t>(sqlite3_value_double(value)));
  } else if (type != SQLITE_NULL) {
    const auto* text = static_cast<const char*>(sqlite3_value_blob(value));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    append_number(bytes, size);
    if (text != nullptr) bytes.append(text, size);
  }
}

std::uint64_t checksum_of(std::string& bytes, int count, sqlite3_value** values) {
  bytes.clear();
  for (int i = 0; i < count; ++i) append_value(bytes, values[i]);
  return checksum(bytes);
}

void checksum_of_arguments(sqlite3_context* context, int count, sqlite3_value** values) {
  try {
    std::string bytes;
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(checksum_of(bytes, count, values)));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

/// Lives as long as one aggregate, in memory that SQLite gave as zeros.
struct Digest {
  std::uint64_t sum;
  std::string* room;  ///< for the bytes of a row
};

void add_row(sqlite3_context* context, int count, sqlite3_value** values) {
  auto* digest = static_cast<Digest*>(sqlite3_aggregate_context(context, sizeof(Digest)));
  try {
    if (digest == nullptr) throw std::bad_alloc();
    if (digest->room == nullptr) digest->room = new std::string;
    digest->sum += checksum_of(*digest->room, count, values);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

void finish_digest(sqlite3_context* context) {
  const auto* digest = static_cast<const Digest*>(sqlite3_aggregate_context(context, 0));
  sqlite3_result_int64(context, digest == nullptr ? 0 : static_cast<sqlite3_int64>(digest->sum));
  if (digest != nullptr) delete digest->room;
}

}  // namespace

void add_checksum_functions(sqlite3* connection) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  int code = sqlite3_create_function_v2(connection, "audience_checksum", -1, flags, nullptr,
                                        checksum_of_arguments, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) {
    code = sqlite3_create_function_v2(connection, "audience_digest", -1, flags, nullptr, nullptr, add_row,
                                      finish_digest, nullptr);
  }
  if (code != SQLITE_OK) throw_sqlite_error(connection, code, "cannot use the database");
}

}  // namespace audience
