// Cells of SQLite rows read in the type of their column: what cannot be read in it is missing.
#pragma once

#include <optional>
#include <string_view>

#include "base/decimal.hpp"
#include "base/time.hpp"
#include "model/catalog.hpp"
#include "storage/database.hpp"

namespace audience {

std::optional<std::string_view> read_text(const Statement& row, int column);  ///< until the next step
/// A cell for a person: doubles as their shortest text, booleans as words; empty where it is null or a blob.
std::string cell_text(const Statement& row, int column, ValueType type);
/// Integers, doubles as their shortest text, and texts that are numbers.
std::optional<Decimal> read_number(const Statement& row, int column);
/// ISO 8601 texts, and integers as unix seconds.
std::optional<TimePoint> read_time(const Statement& row, int column);
/// 0, 1, and `true`, `false` in any case.
std::optional<bool> read_boolean(const Statement& row, int column);
/// The time of an event in its table's format; a fraction of a second is cut.
std::optional<TimePoint> read_event_time(const Statement& row, int column, TimeFormat format);

}  // namespace audience
