// One pass over a table of products.
#include "storage/products.hpp"

#include <algorithm>

#include "storage/given_numbers.hpp"

namespace audience {

std::vector<std::optional<std::string>> product_ids(const Database& own) {
  std::vector<std::optional<std::string>> ids;
  Statement product = own.prepare("SELECT number, product_id FROM audience_products");
  const std::int64_t highest = highest_possible_number(own);
  while (product.step()) {
    const std::size_t number = product_number(product, 0, highest);
    if (number >= ids.size()) ids.resize(std::max(number + 1, ids.size() * 2));
    if (!product.is_null(1)) ids[number] = std::string(product.text(1));
  }
  return ids;
}

}  // namespace audience
