// Dates and numbers as whole numbers of the same order.
#include "import/newest_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "import/header_line.hpp"

namespace audience {
namespace {

constexpr std::int64_t oldest = std::numeric_limits<std::int64_t>::min();

/// IEEE 754: the bits of positive ones are in their order, those of negative ones in the opposite one.
std::int64_t ordered(double number) {
  const auto bits = std::bit_cast<std::int64_t>(number + 0.0);
  return bits < 0 ? ~bits ^ oldest : bits;
}

std::int64_t ordered(const Cell& cell, ValueType type) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell))
    return type == ValueType::number ? ordered(static_cast<double>(*whole)) : *whole;
  if (const auto* number = std::get_if<double>(&cell)) return ordered(*number);
  const auto* text = std::get_if<std::string_view>(&cell);
  const auto time = text == nullptr ? std::nullopt : parse_time(*text);
  return time ? to_unix(time->start) : oldest;
}

}  // namespace

NewestRow::NewestRow(const Layout& layout, const std::string& asked) {
  const std::string folded = folded_header(asked);
  const auto is_asked = [&](const PayloadColumn& column) {
    return folded_header(layout.headers[column.place]) == folded || folded_header(column.name) == folded;
  };
  const auto found = std::find_if(layout.payload.begin(), layout.payload.end(), is_asked);
  if (found == layout.payload.end())
    throw Error(ErrorKind::invalid_input, fmt::format("the file has no such column beside the id{}",
                                                      did_you_mean(asked, layout.headers)))
        .about(Setting::newest_by, asked);
  column_ = static_cast<std::size_t>(found - layout.payload.begin());
  type_ = found->type;
  header_ = printable(layout.headers[found->place]);
  if (type_ == ValueType::text || type_ == ValueType::boolean)
    throw Error(ErrorKind::invalid_input, "its values are neither dates nor numbers")
        .about(Setting::newest_by, asked);
}

void NewestRow::see(const Cell& cell) { seen_ = ordered(cell, type_); }

bool NewestRow::replaces(std::size_t customer) {
  if (seen_ < newest_[customer]) return false;
  newest_[customer] = seen_;
  return true;
}

}  // namespace audience
