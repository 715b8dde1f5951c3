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

/// The part of a date as a number, on the day of `today`.
std::int64_t part_of(std::int64_t date, Part part, std::int64_t today);

/// What a measure filter measures of a customer, numbers in thousandths.
Value measured(const Filter& filter, const Shop& shop, const Customer& customer);

}  // namespace audience::oracle
