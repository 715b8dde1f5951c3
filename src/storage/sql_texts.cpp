// From each opening to its end.
#include "storage/sql_texts.hpp"

#include <algorithm>
#include <array>

namespace audience {
namespace {

struct Enclosure {
  std::string_view begin, end;
};
constexpr std::array enclosures{Enclosure{"'", "'"}, Enclosure{"\"", "\""}, Enclosure{"`", "`"},
                                Enclosure{"[", "]"}, Enclosure{"--", "\n"}, Enclosure{"/*", "*/"}};

}  // namespace

std::vector<std::string_view> free_texts(std::string_view sql) {
  std::vector<std::string_view> texts;
  for (std::size_t at = 0; at < sql.size();) {
    const auto* const open = std::find_if(enclosures.begin(), enclosures.end(), [&](const Enclosure& one) {
      return sql.substr(at).starts_with(one.begin);
    });
    if (open == enclosures.end()) {
      ++at;
      continue;
    }
    const std::size_t begin = at + open->begin.size();
    // A quote that is written twice begins the next piece: a name does not go on over it.
    const std::size_t end = std::min(sql.find(open->end, begin), sql.size());
    if (end > begin) texts.push_back(sql.substr(begin, end - begin));
    at = std::min(end + open->end.size(), sql.size());
  }
  return texts;
}

}  // namespace audience
