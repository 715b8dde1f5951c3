// SQLite's application-defined functions.
#include "storage/row_function.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "audience/error.hpp"
#include "storage/sqlite_error.hpp"

namespace audience {
namespace {

constexpr std::size_t most_values = 100;  // SQLITE_MAX_FUNCTION_ARG is 127

std::string_view bytes_of(const void* bytes, sqlite3_value* value) {
  return {static_cast<const char*>(bytes == nullptr ? "" : bytes),
          static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

PackedValue packed(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return PackedValue::of(static_cast<std::int64_t>(sqlite3_value_int64(value)));
    case SQLITE_FLOAT:
      return {.kind = PackedValue::Kind::real, .real = sqlite3_value_double(value)};
    case SQLITE_TEXT: {
      const void* text = sqlite3_value_text(value);
      return PackedValue::of(bytes_of(text, value));
    }
    case SQLITE_BLOB: {
      const void* blob = sqlite3_value_blob(value);
      return {.kind = PackedValue::Kind::blob, .bytes = bytes_of(blob, value)};
    }
    default:
      return {};
  }
}

}  // namespace

/// The first argument says whether these are the last values of a row.
struct RowFunction::Call {
  static void run(sqlite3_context* context, int count, sqlite3_value** arguments) {
    auto& function = *static_cast<RowFunction*>(sqlite3_user_data(context));
    // No exception may pass through SQLite's frames.
    try {
      const bool is_last = sqlite3_value_int(arguments[0]) != 0;
      for (int i = 1; i < count; ++i) {
        PackedValue value = packed(arguments[i]);
        if (!is_last && !value.bytes.empty())
          value.bytes = function.texts_.emplace_back(std::string(value.bytes));
        function.values_.push_back(value);
      }
      if (is_last) {
        function.take_(function.values_);
        function.values_.clear();
        function.texts_.clear();
      }
      sqlite3_result_int(context, 1);
    } catch (...) {
      function.failure_ = std::current_exception();
      sqlite3_result_error(context, "a row could not be kept", -1);
    }
  }
};

RowFunction::RowFunction(Database& database, std::string name, Take take)
    : database_(database), name_(std::move(name)), take_(std::move(take)) {
  // Not deterministic: it is to be called for each row.
  const int code = sqlite3_create_function_v2(database_.connection_, name_.c_str(), -1, SQLITE_UTF8, this,
                                              Call::run, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite_error(database_.connection_, code, "cannot use the database");
}

RowFunction::~RowFunction() {
  sqlite3_create_function_v2(database_.connection_, name_.c_str(), -1, SQLITE_UTF8, nullptr, nullptr, nullptr,
                             nullptr, nullptr);
}

std::string RowFunction::call_sql(const std::vector<std::string>& values) const {
  std::string sql;
  for (std::size_t at = 0; at < values.size(); at += most_values) {
    const std::size_t end = std::min(values.size(), at + most_values);
    sql += (at == 0 ? "" : " + ") + name_ + (end == values.size() ? "(1" : "(0");
    for (std::size_t i = at; i < end; ++i) sql += ", " + values[i];
    sql += ")";
  }
  return sql;
}

void RowFunction::rethrow_failure() const {
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace audience
