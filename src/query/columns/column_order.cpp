// A counting sort by codes, which rise with the values, of those codes alone that the stretch meets.
#include "query/columns/column_order.hpp"

#include <algorithm>
#include <bit>

#include "query/columns/column_store.hpp"

namespace audience {
namespace {

// Another program's customers are sorted by their places, which codes are kept by.

/// Positions from first on, before end.
struct Positions {
  std::size_t first = 0, end = 0;
  [[nodiscard]] std::size_t size() const { return end - first; }
};

Positions positions_of(const Stretch& stretch, std::size_t rows) {
  const std::size_t first = std::min(stretch.first, rows);
  return {first, first + std::min(stretch.count, rows - first)};
}

std::vector<CustomerNumber> cut(std::vector<CustomerNumber> ordered, const Positions& wanted) {
  ordered.resize(wanted.end);
  ordered.erase(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(wanted.first));
  return ordered;
}

/// Members in the order of their numbers; whole words of those before are only counted.
std::vector<CustomerNumber> by_number(const CustomerSet& members, const Positions& wanted) {
  std::vector<CustomerNumber> ordered;
  ordered.reserve(wanted.size());
  std::size_t position = 0;
  const auto words = members.words();
  for (std::size_t word = 0; word < words.size() && position < wanted.end; ++word) {
    const auto here = static_cast<std::size_t>(std::popcount(words[word]));
    if (position + here <= wanted.first) {
      position += here;
      continue;
    }
    for (std::uint64_t bits = words[word]; bits != 0; bits &= bits - 1, ++position) {
      if (position < wanted.first || position >= wanted.end) continue;
      ordered.push_back(
          static_cast<CustomerNumber>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
    }
  }
  return ordered;
}

template <typename Visit>
void for_each_by_key(const ColumnStore& store, const CustomerSet& members, Visit&& visit) {
  if (store.population().numbers_follow_keys()) {
    members.for_each(visit);
    return;
  }
  for (const CustomerNumber customer : store.population().by_key()) {
    if (members.contains(customer)) visit(customer);
  }
}

std::vector<CustomerNumber> by_key(const ColumnStore& store, const CustomerSet& members, bool descending,
                                   const Stretch& stretch) {
  const std::size_t count = members.count();
  const Positions wanted = positions_of(stretch, count);
  const Positions rising = descending ? Positions{count - wanted.end, count - wanted.first} : wanted;
  std::vector<CustomerNumber> ordered;
  if (store.population().numbers_follow_keys()) {
    ordered = by_number(members, rising);
  } else {
    ordered.reserve(count);
    for_each_by_key(store, members, [&](CustomerNumber customer) { ordered.push_back(customer); });
    if (ordered.size() != count) throw ColumnsUnusable();
    ordered = cut(std::move(ordered), rising);
  }
  if (descending) std::reverse(ordered.begin(), ordered.end());
  return ordered;
}

/// Where those of a code begin, in the order of values; none where nobody of them is wanted.
struct Place {
  std::size_t begin = 0;
  bool is_wanted = false;
};

/// Values in their order, the missing ones last. The codes that are wanted lie together.
std::vector<Place> places_of(const std::vector<std::size_t>& counts, bool descending,
                             const Positions& wanted) {
  std::vector<Place> places(counts.size());
  std::size_t begin = 0;
  const auto place = [&](std::size_t code) {
    const std::size_t end = begin + counts[code];
    places[code] = {begin, begin < wanted.end && end > wanted.first};
    begin = end;
  };
  for (std::size_t i = 1; i < counts.size(); ++i) place(descending ? counts.size() - i : i);
  place(0);
  return places;
}

template <typename Code>
std::vector<CustomerNumber> by_code(std::span<const Code> codes, std::size_t highest, bool descending,
                                    const ColumnStore& store, const CustomerSet& members,
                                    const Stretch& stretch) {
  const auto code_of = [&](CustomerNumber customer) -> std::size_t {
    return customer < codes.size() ? std::min<std::size_t>(codes[customer], highest) : 0;
  };
  std::vector<std::size_t> counts(highest + 1);
  members.for_each([&](CustomerNumber customer) { ++counts[code_of(customer)]; });
  const Positions wanted = positions_of(stretch, members.count());
  std::vector<Place> places = places_of(counts, descending, wanted);
  std::size_t first = wanted.first, rows = 0;
  for (std::size_t code = 0; code < places.size(); ++code) {
    if (!places[code].is_wanted) continue;
    first = std::min(first, places[code].begin);
    rows += counts[code];
  }
  std::vector<CustomerNumber> sorted(rows);
  std::size_t placed = 0;
  for_each_by_key(store, members, [&](CustomerNumber customer) {
    Place& place = places[code_of(customer)];
    if (!place.is_wanted) return;
    if (placed++ == rows) throw ColumnsUnusable();
    sorted[place.begin++ - first] = customer;
  });
  if (placed != rows) throw ColumnsUnusable();
  return cut(std::move(sorted), {wanted.first - first, wanted.end - first});
}

/// Whether SQL has one order of the values: none are equal to it that differ in codes or keys.
bool has_one_order(const ColumnStore& store, const DataSource& source, const CustomerColumn* column) {
  if (column != nullptr && (!column->has_order() || !store.compares_by_bytes())) return false;
  if (!source.is_foreign()) return true;
  const KeptKeys* keys = store.keys();
  return keys != nullptr && keys->has_row_ids() && !keys->forms().reals && store.compares_by_bytes();
}

/// In places.
std::vector<CustomerNumber> order(const ColumnStore& store, const CustomerSet& members,
                                  const CustomerColumn* column, bool descending, const Stretch& stretch) {
  if (column == nullptr) return by_key(store, members, descending, stretch);
  const std::size_t highest = column->dictionary().size();
  return std::visit(
      [&](const auto& codes) { return by_code(codes, highest, descending, store, members, stretch); },
      column->codes());
}

/// From places to who is there.
OrderedCustomers customers_at(const ColumnStore& store, std::vector<CustomerNumber> places) {
  OrderedCustomers ordered;
  ordered.row_ids.reserve(places.size());
  for (CustomerNumber& place : places) {
    ordered.row_ids.push_back(store.keys()->row_id_at(place));
    place = store.places().number_at(place);
  }
  ordered.customers = std::move(places);
  return ordered;
}

}  // namespace

std::optional<OrderedCustomers> order_by_columns(const DataSource& source, const CustomerSet& members,
                                                 const std::optional<SortOrder>& sort,
                                                 const Stretch& stretch) {
  if (!source.uses_columns()) return std::nullopt;
  try {
    const ColumnStore store(source);
    const bool sorts_by_key = is_by_key(source, sort);
    const CustomerColumn* column = sorts_by_key ? nullptr : store.column(sort->column);
    if (!store.has_customers() || (!sorts_by_key && column == nullptr) ||
        !has_one_order(store, source, column))
      return std::nullopt;
    CustomerSet wanted = source.is_foreign() ? store.places().places_of(members) : members;
    wanted &= store.population().population(wanted.capacity());
    auto ordered = order(store, wanted, column, sort && sort->descending, stretch);
    OrderedCustomers customers =
        source.is_foreign() ? customers_at(store, std::move(ordered)) : OrderedCustomers{std::move(ordered)};
    store.check_whole();
    return customers;
  } catch (const ColumnsUnusable&) {
    return std::nullopt;
  }
}

}  // namespace audience
