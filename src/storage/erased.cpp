// The audience_erased table.
#include "storage/erased.hpp"

#include "base/secret.hpp"

namespace audience {

ErasedCustomers::ErasedCustomers(const Database& database) {
  Statement key = database.prepare("SELECT value FROM audience_meta WHERE name = 'erasure_key'");
  if (!key.step()) return;
  key_ = key.blob(0);
  Statement row = database.prepare("SELECT hash FROM audience_erased");
  while (row.step()) hashes_.emplace(row.blob(0));
}

bool ErasedCustomers::contains(std::string_view customer_id) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, customer_id));
}

}  // namespace audience
