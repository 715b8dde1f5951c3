// A row of audience_meta.
#include "storage/number_mark.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/secret.hpp"
#include "storage/given_numbers.hpp"

namespace audience {

void draw_number_mark(Database& own) {
  Statement mark = own.prepare(
      "INSERT INTO audience_meta(name, value) VALUES('number_mark', ?) "
      "ON CONFLICT(name) DO UPDATE SET value = excluded.value");
  mark.bind_all(fmt::format("{}-{}", to_hex(random_bytes(16)), customer_capacity(own) - 1)).run();
}

std::string number_mark(const Database& own) {
  Statement row = own.prepare("SELECT value FROM audience_meta WHERE name = 'number_mark'");
  return row.step() ? std::string(row.text(0)) : std::string{};
}

std::int64_t highest_number_of(const std::string& mark) {
  std::int64_t highest = 0;
  const char* const end = mark.data() + mark.size();
  std::from_chars(mark.data() + mark.find('-') + 1, end, highest);
  return highest;
}

}  // namespace audience
