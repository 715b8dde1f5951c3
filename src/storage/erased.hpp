// Who was erased and must stay out: known by keyed hashes alone.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "storage/database.hpp"

namespace audience {

/// The hashes of audience_erased (HMAC-SHA256 of the customer_id under audience_meta's erasure_key), read
/// once.
class ErasedCustomers {
 public:
  explicit ErasedCustomers(const Database& database);
  [[nodiscard]] bool empty() const { return hashes_.empty(); }
  [[nodiscard]] bool contains(std::string_view customer_id) const;

 private:
  std::string key_;
  std::unordered_set<std::string> hashes_;
};

}  // namespace audience
