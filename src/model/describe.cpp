// Filters as readable phrases.
#include "model/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/counted.hpp"
#include "base/utf8.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

/// A phrase is for a glance; `explain` has the formula in full.
std::string shortened(const std::string& text) {
  const std::string quoted = in_quotes(text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string plain(const Literal& literal) {
  if (const auto* boolean = std::get_if<bool>(&literal.value)) return *boolean ? "true" : "false";
  if (const auto* number = std::get_if<Decimal>(&literal.value)) return number->to_text();
  if (const auto* text = std::get_if<std::string>(&literal.value)) return shortened(*text);
  return "null";
}

std::string list(const std::vector<Literal>& values, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
    text += (i == 0 ? "" : ", ") + plain(values[i]);
  if (values.size() > most) text += fmt::format(" +{}", values.size() - most);
  return text;
}

std::optional<bool> single_boolean(const Filter& filter) {
  if (filter.type.test != Test::in || filter.values.size() != 1) return std::nullopt;
  std::string word = plain(filter.values.front());
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

std::string bounds(const Filter& filter) {
  if (filter.min_value && filter.max_value) {
    return plain(*filter.min_value) + ".." + plain(*filter.max_value);
  }
  if (filter.min_value) return "from " + plain(*filter.min_value);
  return "to " + (filter.max_value ? plain(*filter.max_value) : "");
}

std::string condition(const Filter& filter, std::size_t most) {
  const std::string value = filter.value ? plain(*filter.value) : "";
  switch (filter.type.test) {
    case Test::between:
      return bounds(filter);
    case Test::in:
      return list(filter.values, most);
    case Test::all_in:
      return "all of " + list(filter.values, most);
    case Test::equals:
      return "= " + value;
    case Test::greater_than:
      return "> " + value;
    case Test::greater_or_equal:
      return ">= " + value;
    case Test::less_than:
      return "< " + value;
    case Test::less_or_equal:
      return "<= " + value;
    case Test::contains:
      return "contains " + list(filter.values, most);
    case Test::starts_with:
      return "starts with " + list(filter.values, most);
    case Test::ends_with:
      return "ends with " + list(filter.values, most);
    case Test::anniversary:
      return anniversary_text(filter.days.value_or(DayRange{}));
    case Test::is_null:
      return filter.type.negated ? "known" : "missing";
  }
  return "";
}

/// ` in 180 days`, or the window as filter_window has it.
std::string window_of(const Filter& filter) {
  if (const auto named = split_window(filter.name))
    return fmt::format(" in {} {}", named->days, named->days == "1" ? "day" : "days");
  if (!filter.window) return "";
  if (filter.window->form == Window::Form::last_days)
    return " in " + counted(std::int64_t{filter.window->last_days}, "day");
  return " " + printable(describe(*filter.window));
}

std::string where_of(const Filter& filter, std::size_t most) {
  std::string text;
  for (const Filter& one : filter.where) {
    text += fmt::format("{}{}{} {}", text.empty() ? " where " : ", ",
                        one.type.negated && one.type.test != Test::is_null ? "not " : "", printable(one.name),
                        condition(one, most));
  }
  return text;
}

std::string describe_event(const Filter& filter, std::size_t most) {
  const auto named = split_window(filter.name);
  const std::string event = printable(named ? named->event : std::string_view(filter.name));
  const bool missing_test = filter.type.test == Test::is_null;
  std::string what;
  if (is_measure(filter) && !filter.value_name.empty()) {
    what = fmt::format("{} {} {}", event, printable(filter.value_name), condition(filter, most));
  } else if (is_bucket(filter)) {
    what = fmt::format("bucket {} {}", printable(filter.entity), condition(filter, most));
  } else {
    const std::string verb = event == "purchases" ? "bought" : event;
    const std::string column = filter.entity == "product_id" ? "" : printable(filter.entity) + " ";
    what = fmt::format("{} {}{}", verb, column, condition(filter, most));
  }
  return (filter.type.negated && !missing_test ? "not " : "") + what + window_of(filter) +
         where_of(filter, most);
}

/// Names as they are, ids by their first digits.
std::string describe_audience(const Filter& filter, std::size_t most) {
  constexpr std::string_view id_prefix = "audience-id-";
  Filter shortened = filter;
  for (Literal& literal : shortened.values) {
    auto* text = std::get_if<std::string>(&literal.value);
    if (text != nullptr && text->starts_with(id_prefix)) *text = text->substr(id_prefix.size(), 8);
  }
  return fmt::format("{}in audience {}", filter.type.negated ? "not " : "", condition(shortened, most));
}

}  // namespace

std::string anniversary_text(const DayRange& days) {
  if (days.from == 0 && days.to == 0) return "anniversary on the day";
  if (days.from == days.to) return "anniversary in " + counted(std::int64_t{days.from}, "day");
  return fmt::format("anniversary in {} to {} days", days.from, days.to);
}

std::string describe(const Filter& filter, std::size_t most) {
  if (is_audience(filter)) return describe_audience(filter, most);
  if (filter.entity != "customer") return describe_event(filter, most);
  const std::string subject = printable(filter.value_name.empty() ? filter.name : filter.value_name);
  if (filter.type.test == Test::is_null) return subject + " " + condition(filter, most);
  if (const auto boolean = single_boolean(filter)) {
    // A NOT_ filter holds the missing too, so that it is not the other boolean.
    if (filter.type.negated) return fmt::format("{} is not {}", subject, *boolean);
    return (*boolean ? "" : "not ") + subject;
  }
  return fmt::format("{}{} {}", filter.type.negated ? "not " : "", subject, condition(filter, most));
}

}  // namespace audience
