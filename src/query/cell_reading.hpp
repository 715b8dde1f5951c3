// Cells read in the type of their column: what cannot be read in it is missing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "audience/column.hpp"
#include "base/cell.hpp"
#include "base/decimal.hpp"
#include "base/time.hpp"
#include "model/catalog.hpp"

namespace audience {

/// Room for the text of a number.
using NumberText = std::array<char, 32>;

/// Texts as they are; numbers as SQL casts them (`7`, `1.0`, 15 digits), written into `room`. The view lives
/// as long as the cell and the room.
std::optional<std::string_view> read_text(const Cell& cell, NumberText& room);
/// A cell for a person: doubles as their shortest text, booleans as words; empty where it is null.
std::string cell_text(const Cell& cell, ValueType type);
/// The same for `why`: its beginning, and `-` where the cell is null.
std::string shown_text(const Cell& cell, ValueType type);
/// Integers, doubles as their shortest text, and texts that are numbers.
std::optional<Decimal> read_number(const Cell& cell);
/// ISO 8601 texts, and integers as unix seconds.
std::optional<TimePoint> read_time(const Cell& cell);
/// 0, 1, and `true`, `false` in any case.
std::optional<bool> read_boolean(const Cell& cell);
/// Equal for values that are equal in the type, as a measure counts different ones; none for what cannot be
/// read in it.
std::optional<std::string> value_key(const Cell& cell, ValueType type);
/// The time of an event in its table's format; a fraction of a second is cut.
std::optional<TimePoint> read_event_time(const Cell& cell, TimeFormat format);

}  // namespace audience
