// Reading all costs about as much as looking up an eighth of them.
#include "import/customer_lookup.hpp"

namespace audience {

CustomerLookup::CustomerLookup(const Database& database, std::size_t expected) : numbers_(database) {
  if (expected < numbers_.capacity() / 8) {
    row_ =
        database.prepare("SELECT customer_number FROM customers WHERE customer_id = ?");  // customers_by_id
    return;
  }
  Statement customer = database.prepare("SELECT customer_id, customer_number FROM customers");
  while (customer.step()) all_.insert(all_.keep(customer.text(0)), numbers_.read(customer, 1));
}

std::uint32_t CustomerLookup::find(std::string_view id) const {
  if (!row_) return all_.find(id);
  row_->bind_all(id);
  const std::uint32_t number = row_->step() ? numbers_.read(*row_, 0) : 0;
  row_->reset();
  return number;
}

}  // namespace audience
