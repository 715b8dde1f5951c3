// What no line asked for.
#include "import/order_places.hpp"

#include <algorithm>

namespace audience {

std::int64_t OrderPlaces::unused() const {
  return std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.place_and_tag != 0 && (slot.place_and_tag & used) == 0;
  });
}

}  // namespace audience
