// A counting sort by codes, which rise with the values.
#include "query/columns/column_order.hpp"

#include <algorithm>

#include "query/columns/column_store.hpp"

namespace audience {
namespace {

std::vector<CustomerNumber> in_key_order(const ColumnStore& store, const CustomerSet& members) {
  std::vector<CustomerNumber> ordered;
  ordered.reserve(members.count());
  if (store.population().numbers_follow_keys()) {
    members.for_each([&](CustomerNumber customer) { ordered.push_back(customer); });
    return ordered;
  }
  for (const CustomerNumber customer : store.population().by_key()) {
    if (members.contains(customer)) ordered.push_back(customer);
  }
  return ordered;
}

/// Where those of each code begin: values in their order, the missing ones last.
std::vector<std::size_t> begins_of(std::vector<std::size_t> counts, bool descending) {
  std::size_t begin = 0;
  const auto place = [&](std::size_t code) { begin += std::exchange(counts[code], begin); };
  for (std::size_t i = 1; i < counts.size(); ++i) place(descending ? counts.size() - i : i);
  place(0);
  return counts;
}

template <typename Code>
std::vector<CustomerNumber> sorted_by(std::span<const Code> codes, std::size_t highest, bool descending,
                                      const std::vector<CustomerNumber>& customers) {
  const auto code_of = [&](CustomerNumber customer) -> std::size_t {
    return customer < codes.size() ? std::min<std::size_t>(codes[customer], highest) : 0;
  };
  std::vector<std::size_t> counts(highest + 1);
  for (const CustomerNumber customer : customers) ++counts[code_of(customer)];
  std::vector<std::size_t> begins = begins_of(std::move(counts), descending);
  std::vector<CustomerNumber> sorted(customers.size());
  for (const CustomerNumber customer : customers) sorted[begins[code_of(customer)]++] = customer;
  return sorted;
}

}  // namespace

std::optional<std::vector<CustomerNumber>> order_by_columns(const DataSource& source,
                                                            const CustomerSet& members,
                                                            const std::optional<SortOrder>& sort) {
  if (!source.uses_columns()) return std::nullopt;
  try {
    const ColumnStore store(source);
    const bool by_key = is_by_key(source, sort);
    const CustomerColumn* column = by_key ? nullptr : store.column(sort->column);
    if (!store.has_customers() ||
        (!by_key && (column == nullptr || !column->has_order() || !store.compares_by_bytes())))
      return std::nullopt;
    CustomerSet present = store.population().population(members.capacity());
    present &= members;
    std::vector<CustomerNumber> ordered = in_key_order(store, present);
    if (by_key) {
      if (sort && sort->descending) std::reverse(ordered.begin(), ordered.end());
    } else {
      const std::size_t highest = column->dictionary().size();
      ordered =
          std::visit([&](const auto& codes) { return sorted_by(codes, highest, sort->descending, ordered); },
                     column->codes());
    }
    store.check_whole();
    return ordered;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace audience
