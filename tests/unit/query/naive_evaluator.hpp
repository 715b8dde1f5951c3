// What a document means, found by walking customers one by one: slow, plain, and written without looking at
// the engine.
#pragma once

#include <cstdint>
#include <vector>

#include "random_document.hpp"

namespace audience::oracle {

struct Expected {
  std::vector<std::int64_t> now;    ///< of each filter: the audience's size if the document ended there
  std::vector<std::int64_t> alone;  ///< of each filter: how many it selects by itself
  std::vector<bool> members;        ///< of each customer of the shop, after the limit
};

Expected evaluate(const Document& document, const Shop& shop);

/// What a measure filter measures of a customer, numbers in thousandths.
Value measured(const Filter& filter, std::int64_t as_of, const Customer& customer);

}  // namespace audience::oracle
