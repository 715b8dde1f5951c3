// Places are marked by control characters until all of the text is known.
#include "query/postgresql/statement_parameters.hpp"

#include <fmt/format.h>

#include <charconv>

namespace audience {
namespace {

constexpr char mark_begin = '\x02', mark_end = '\x03';

}  // namespace

std::string StatementParameters::add(std::string value, std::string_view type) {
  const auto [place, is_new] = places_.try_emplace({std::string(type), value}, values_.size());
  if (is_new) values_.push_back(std::move(value));
  return fmt::format("{}{}{}::{}", mark_begin, place->second, mark_end, type);
}

std::string StatementParameters::add_list(const std::vector<std::string>& values, std::string_view type) {
  return add(array_literal(values), fmt::format("{}[]", type));
}

ServerStatement StatementParameters::finish(std::string_view text) const {
  ServerStatement statement;
  std::map<std::size_t, std::size_t> numbers;
  while (true) {
    const std::size_t begin = text.find(mark_begin);
    statement.text += text.substr(0, begin);
    if (begin == std::string_view::npos) return statement;
    std::size_t place = values_.size();
    const std::size_t end = text.find(mark_end, begin);
    if (end != std::string_view::npos) std::from_chars(text.data() + begin + 1, text.data() + end, place);
    if (place >= values_.size()) {  // a name of the server has the character
      statement.text += mark_begin;
      text.remove_prefix(begin + 1);
      continue;
    }
    const auto [number, is_new] = numbers.try_emplace(place, numbers.size() + 1);
    if (is_new) statement.parameters.emplace_back(values_[place]);
    statement.text += fmt::format("${}", number->second);
    text.remove_prefix(end + 1);
  }
}

}  // namespace audience
