// Keys of purchases as bytes: a million rows of a shop in four to five megabytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

struct PurchaseKey {
  std::int64_t product = 0, time = 0, customer = 0, n = 0;
  friend bool operator==(const PurchaseKey&, const PurchaseKey&) = default;
};

/// Any keys; small where they are in the order of the table, by product and then by time. Products and `n`
/// stand for runs of rows, times as differences in a Rice code, customers in as many bits as the highest
/// needs.
std::string pack_keys(const std::vector<PurchaseKey>& keys);
/// Throws Error(database_unusable) for bytes that are not so many keys.
std::vector<PurchaseKey> unpack_keys(std::string_view bytes, std::size_t count);

}  // namespace audience
