// Pages of an audience's customers with their recommended products.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audience/column.hpp"

namespace audience {

/// A missing value, a boolean, an integer, a number, or a text in UTF-8; dates are texts as they were
/// imported.
using CustomerValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct PageRequest {
  std::string audience;     ///< by name, id, or an id's unique beginning (4 hex digits or more)
  std::int64_t offset = 0;  ///< customers to pass over
  std::int64_t limit = 100;
  /// These, in this order: attributes or columns by name, `product_1` for the first recommendation. None:
  /// those that the catalog lists, and as many products as the document asks for.
  std::vector<std::string> columns{};
  std::optional<std::string> sort{};  ///< `clv_value:desc`, missing values last; none: by customer_id
};

/// Values are those of now; members who are no longer among the customers are left out.
struct CustomerPage {
  std::int64_t offset = 0;
  std::int64_t total = 0;  ///< customers in the audience
  std::vector<TypedColumn> columns;
  std::vector<std::vector<CustomerValue>> customers;  ///< a value for each column; at most `limit` customers
};

}  // namespace audience
