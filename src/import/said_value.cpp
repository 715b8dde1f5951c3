// Numbers by their text, so that no digit is lost.
#include "import/said_value.hpp"

#include "base/folding.hpp"
#include "import/number_form.hpp"

namespace audience {

SaidValue::SaidValue(ValueType type, const Reading& reading)
    : type_(type),
      reading_(reading),
      cells_(type, {reading.dates.value_or(DateForm::year_month_day), reading.decimal_sign, reading.booleans,
                    zone_of(reading)}) {}

std::string_view SaidValue::read(std::string_view value) {
  const std::string_view bare = trimmed(value);
  if (!reading_.missing.empty() && is_missing(bare, reading_.missing)) return {};
  if (reading_.decimal_sign && (type_ == ValueType::integer || type_ == ValueType::number)) {
    const std::string_view number = as_plain_number(bare, *reading_.decimal_sign, text_);
    return number.empty() ? value : number;
  }
  if (type_ == ValueType::date && (reading_.dates || reading_.timezone)) {
    const auto date = cells_.read(bare);
    return date ? std::get<std::string_view>(*date) : value;
  }
  if (type_ == ValueType::boolean && reading_.booleans) {
    const auto truth = cells_.read(bare);
    if (truth) return std::get<std::int64_t>(*truth) == 1 ? "true" : "false";
  }
  return value;
}

}  // namespace audience
