// Reading all costs about as much as looking up an eighth of them.
#include "import/customer_lookup.hpp"

#include <bit>

#include "base/checksum.hpp"

namespace audience {
namespace {

constexpr std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

}  // namespace

CustomerLookup::CustomerLookup(const Database& database, std::size_t expected) : numbers_(database) {
  if (expected >= numbers_.capacity() / 8) {
    read_all(database);
    return;
  }
  row_ = database.prepare("SELECT customer_number FROM customers WHERE customer_id = ?");  // customers_by_id
}

void CustomerLookup::read_all(const Database& database) {
  slots_.resize(std::bit_ceil(2 * numbers_.capacity()));
  begins_.reserve(numbers_.capacity() + 1);
  Statement customer =
      database.prepare("SELECT customer_id, customer_number FROM customers ORDER BY customer_number");
  while (customer.step()) {
    const std::uint32_t number = numbers_.read(customer, 1);
    const std::string_view id = customer.text(0);
    begins_.resize(number + std::size_t{1}, ids_.size());
    ids_ += id;
    begins_.push_back(ids_.size());
    const std::uint64_t hash = checksum(id);
    slots_[place_of(id, hash)] = {tag_of(hash), number};
  }
}

std::size_t CustomerLookup::place_of(std::string_view id, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].number != 0 && (slots_[at].tag != tag_of(hash) || id_of(slots_[at].number) != id))
    at = (at + 1) & mask;
  return at;
}

std::uint32_t CustomerLookup::find(std::string_view id) const {
  if (!row_) return slots_[place_of(id, checksum(id))].number;
  row_->bind_all(id);
  const std::uint32_t number = row_->step() ? numbers_.read(*row_, 0) : 0;
  row_->reset();
  return number;
}

}  // namespace audience
