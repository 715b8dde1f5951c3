// Memory in huge pages, for what is large and touched all over.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace audience {

/// Of std::allocator, but for what is larger than a huge page: that begins on one, and where the system has
/// them, a fault brings 2 MiB instead of 4 KiB. Costs at most one more of them.
template <typename T>
struct HugePageAllocator {
  using value_type = T;
  HugePageAllocator() = default;
  template <typename Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < page) return std::allocator<T>().allocate(count);
    const std::size_t whole = (bytes + page - 1) / page * page;
    void* const memory = std::aligned_alloc(page, whole);
    if (memory == nullptr) throw std::bad_alloc();
    // Advice: refused, it is slower.
    ::madvise(memory, whole, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    if (count * sizeof(T) < page) {
      std::allocator<T>().deallocate(memory, count);
    } else {
      std::free(memory);
    }
  }
  template <typename Other>
  friend bool operator==(const HugePageAllocator&, const HugePageAllocator<Other>&) {
    return true;
  }

 private:
  static constexpr std::size_t page = std::size_t{2} << 20U;
};

/// Numbers by customer.
template <typename Number>
using HugeVector = std::vector<Number, HugePageAllocator<Number>>;

/// Begins to load what a later step of a walk over `numbers` adds to: a value for each number lies anywhere
/// in millions, and is in no cache when its turn comes.
template <typename Value, typename Numbers>
void prefetch_ahead(const HugeVector<Value>& values, const Numbers& numbers, std::size_t step) {
  constexpr std::size_t ahead = 24;
  if (step + ahead < numbers.size()) __builtin_prefetch(values.data() + numbers[step + ahead], 1);
}

}  // namespace audience
