// max(time) would scan the whole table; the last key of each product's range is one seek.
#include "query/newest_event.hpp"

namespace audience {

std::optional<TimePoint> newest_purchase(const Database& database, TimePoint before) {
  Statement statement = database.prepare(
      "SELECT max((SELECT time FROM audience_purchases WHERE product = p.number AND time < ?1 "
      "ORDER BY product DESC, time DESC LIMIT 1)) FROM audience_products p");
  statement.bind_all(to_unix(before));
  if (!statement.step() || statement.is_null(0)) return std::nullopt;
  return from_unix(statement.integer(0));
}

}  // namespace audience
