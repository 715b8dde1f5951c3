// In the order of the table's key.
#include "import/purchase_chunk.hpp"

#include <algorithm>

namespace audience {

void PurchaseChunk::sort(std::size_t products) {
  std::vector<std::size_t> starts(products + 2);
  for (const PurchaseChunkKey& key : keys) ++starts[key.product + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<PurchaseChunkKey> sorted(keys.size());
  std::vector<std::size_t> next = starts;
  for (const PurchaseChunkKey& key : keys) sorted[next[key.product]++] = key;
  keys.swap(sorted);
  const auto before = [](const PurchaseChunkKey& a, const PurchaseChunkKey& b) {
    if (a.time != b.time) return a.time < b.time;
    return a.customer != b.customer ? a.customer < b.customer : a.row < b.row;
  };
  for (std::size_t product = 0; product <= products; ++product) {
    const auto first = keys.begin() + static_cast<std::ptrdiff_t>(starts[product]);
    const auto last = keys.begin() + static_cast<std::ptrdiff_t>(starts[product + 1]);
    if (!std::is_sorted(first, last, before)) std::sort(first, last, before);
  }
}

}  // namespace audience
