// Rows lead to numbers and back.
#include "query/columns/customer_places.hpp"

#include <limits>

namespace audience {
namespace {

constexpr CustomerNumber nowhere = std::numeric_limits<CustomerNumber>::max();

}  // namespace

CustomerPlaces::CustomerPlaces(const DataSource& source) : source_(source), are_rows_(source.is_foreign()) {
  if (!are_rows_) return;
  numbers_ = source.rows();
  row_by_number_.assign(source.capacity(), nowhere);
  for (std::size_t row = 0; row < numbers_.size(); ++row) {
    if (numbers_[row] != 0) row_by_number_[numbers_[row]] = static_cast<CustomerNumber>(row);
  }
}

std::size_t CustomerPlaces::capacity() const { return are_rows_ ? numbers_.size() : source_.capacity(); }

std::optional<CustomerNumber> CustomerPlaces::place_of(CustomerNumber number) const {
  if (!are_rows_) return number;
  const bool has_row = number < row_by_number_.size() && row_by_number_[number] != nowhere;
  return has_row ? std::optional(row_by_number_[number]) : std::nullopt;
}

CustomerNumber CustomerPlaces::number_at(CustomerNumber place) const {
  if (!are_rows_) return place;
  return place < numbers_.size() ? numbers_[place] : 0;
}

CustomerSet CustomerPlaces::places_of(const CustomerSet& numbers) const {
  if (!are_rows_) return numbers;
  CustomerSet places(capacity());
  numbers.for_each([&](CustomerNumber number) {
    if (const auto place = place_of(number)) places.insert(*place);
  });
  return places;
}

CustomerSet CustomerPlaces::numbers_at(const CustomerSet& places) const {
  if (!are_rows_) return places;
  CustomerSet numbers(source_.capacity());
  places.for_each([&](CustomerNumber place) {
    if (numbers_[place] != 0) numbers.insert(numbers_[place]);
  });
  return numbers;
}

}  // namespace audience
