// Bounds by what was given, and by what the file has room for.
#include "storage/given_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace audience {

Error damaged(const std::string& what) {
  return {ErrorKind::database_unusable, what, Remedy::restore_backup};
}

std::int64_t highest_possible_number(const Database& own) {
  // Whoever has a number has a row, or, erased, a hash: some tens of bytes each.
  constexpr std::int64_t in_any_file = 1 << 24;
  const std::int64_t bytes = own.scalar("PRAGMA page_count") * own.scalar("PRAGMA page_size");
  return std::min(std::max(in_any_file, bytes), std::int64_t{std::numeric_limits<std::uint32_t>::max()} - 1);
}

std::size_t customer_capacity(const Database& own) {
  // The highest number ever given: an evaluation that ran while someone was erased may have stored theirs.
  const std::int64_t highest = own.scalar(
      "SELECT max(ifnull((SELECT max(number) FROM audience_customers), 0), ifnull((SELECT "
      "seq FROM sqlite_sequence WHERE name = 'audience_customers'), 0))");
  if (highest < 0 || highest > highest_possible_number(own)) {
    throw damaged(fmt::format("{} is damaged: its highest customer number is {}, more than it can have given",
                              own.file().string(), highest));
  }
  return static_cast<std::size_t>(highest) + 1;
}

std::uint32_t number_in_directory(const Statement& row, int column) {
  const std::int64_t number = row.integer(column);
  if (number > 0 && number < std::int64_t{std::numeric_limits<std::uint32_t>::max()})
    return static_cast<std::uint32_t>(number);
  throw damaged(fmt::format(
      "the database is damaged: a row has the customer number {}, which nobody was ever given", number));
}

void GivenNumbers::look_again(std::int64_t number) {
  // Outside a snapshot someone may have come meanwhile.
  if (number > 0) capacity_ = customer_capacity(own_);
  if (number > 0 && number < static_cast<std::int64_t>(capacity_)) return;
  throw damaged(fmt::format("{} is damaged: a row has the customer number {}, which nobody was ever given",
                            own_.file().string(), number));
}

std::uint32_t product_number(const Statement& row, int column, std::int64_t highest) {
  const std::int64_t number = row.integer(column);
  if (number >= 0 && number <= highest) return static_cast<std::uint32_t>(number);
  throw damaged(fmt::format("the database is damaged: a product has the number {}", number));
}

}  // namespace audience
