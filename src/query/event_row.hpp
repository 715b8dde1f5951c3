// One event on its way to those who ask for it, whatever stores it.
#pragma once

#include <span>

#include "base/cell.hpp"
#include "base/customer_set.hpp"
#include "base/time.hpp"

namespace audience {

struct EventRow {
  CustomerNumber customer = 0;
  TimePoint time{};
  std::span<const Cell> cells;  ///< of the columns asked for (query/event_columns.hpp)
};

}  // namespace audience
