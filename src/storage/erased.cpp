// The audience_erased table, and its key in audience_meta.
#include "storage/erased.hpp"

#include "base/folding.hpp"
#include "base/secret.hpp"

namespace audience {
namespace {

std::string kept_key(const Database& own) {
  Statement row = own.prepare("SELECT value FROM audience_meta WHERE name = 'erasure_key'");
  return row.step() ? std::string(row.blob(0)) : std::string{};
}

std::string make_key(Database& own) {
  constexpr std::size_t key_bytes = 32;
  std::string key = random_bytes(key_bytes);
  own.prepare("INSERT INTO audience_meta(name, value) VALUES('erasure_key', ?)").bind_blob(0, key).run();
  return key;
}

/// No id begins with a NUL byte: values and ids have hashes of their own.
std::string value_text(std::string_view value) { return std::string(1, '\0') + fold_case(value); }

}  // namespace

ErasedCustomers::ErasedCustomers(const Database& own) {
  Statement row = own.prepare("SELECT hash FROM audience_erased");
  while (row.step()) hashes_.emplace(row.blob(0));
  if (!hashes_.empty()) key_ = kept_key(own);
}

bool ErasedCustomers::contains(std::string_view customer_id) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, customer_id));
}

bool ErasedCustomers::contains_value(std::string_view text) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, value_text(text)));
}

std::int64_t erased_count(const Database& own) { return own.scalar("SELECT count(*) FROM audience_erased"); }

void remember_erased(Database& own, const std::vector<std::string>& customer_ids,
                     const std::vector<std::string>& values) {
  if (customer_ids.empty() && values.empty()) return;
  std::string key = kept_key(own);
  if (key.empty()) key = make_key(own);
  Statement insert = own.prepare("INSERT INTO audience_erased(hash) VALUES(?) ON CONFLICT DO NOTHING");
  for (const std::string& id : customer_ids) insert.bind_blob(0, keyed_hash(key, id)).run();
  for (const std::string& value : values) insert.bind_blob(0, keyed_hash(key, value_text(value))).run();
}

}  // namespace audience
