// The audience_erased table, and its key in audience_meta.
#include "storage/erased.hpp"

#include "base/folding.hpp"
#include "base/secret.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

std::string kept_key(const Database& own) {
  Statement row = own.prepare(
      "SELECT value, (SELECT value IS NOT audience_checksum(key.value) FROM audience_meta WHERE name = "
      "'erasure_key_checksum') FROM audience_meta key WHERE name = 'erasure_key'");
  if (!row.step()) return {};
  if (row.integer(1) != 0) throw damaged("the key by which erased people are known is damaged");
  return std::string(row.blob(0));
}

std::string make_key(Database& own) {
  constexpr std::size_t key_bytes = 32;
  std::string key = random_bytes(key_bytes);
  own.prepare(
         "INSERT INTO audience_meta(name, value) VALUES('erasure_key', ?1), ('erasure_key_checksum', "
         "audience_checksum(?1))")
      .bind_blob(0, key)
      .run();
  return key;
}

std::int64_t highest_number(const Database& own) {
  return own.scalar("SELECT seq FROM sqlite_sequence WHERE name = 'audience_customers'");
}

/// The highest number up to which nobody is an erased person whom another program wrote again.
std::int64_t checked_up_to(const Database& own) {
  const ErasedCustomers erased(own);
  Statement row =
      own.prepare("SELECT number, customer_id FROM audience_customers WHERE number > ? ORDER BY number");
  row.bind_all(numbers_at_erasure(own));
  while (row.step()) {
    if (erased.contains(row.text(1))) return row.integer(0) - 1;
  }
  return highest_number(own);
}

/// No id begins with such a byte: ids and both kinds of values have hashes of their own.
std::string value_text(std::string_view value) { return std::string(1, '\0') + fold_case(value); }
std::string former_value_text(std::string_view value) { return '\1' + fold_case(trimmed(value)); }

}  // namespace

ErasedCustomers::ErasedCustomers(const Database& own) {
  Statement row = own.prepare("SELECT hash FROM audience_erased");
  while (row.step()) hashes_.emplace(row.blob(0));
  if (!hashes_.empty()) key_ = kept_key(own);
  // With another key everyone erased would be a stranger who may come back.
  if (!hashes_.empty() && key_.empty()) throw damaged("the key by which erased people are known is gone");
}

bool ErasedCustomers::contains(std::string_view customer_id) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, customer_id));
}

bool ErasedCustomers::contains_value(std::string_view text) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, value_text(text)));
}

bool ErasedCustomers::contains_former_value(std::string_view text) const {
  return !hashes_.empty() && hashes_.contains(keyed_hash(key_, former_value_text(text)));
}

std::int64_t erased_count(const Database& own) { return own.scalar("SELECT count(*) FROM audience_erased"); }

std::int64_t numbers_at_erasure(const Database& own) {
  return own.scalar("SELECT value FROM audience_meta WHERE name = 'erased_up_to'");
}

std::unordered_set<CustomerNumber> rewritten_after_erasure(const Database& own) {
  std::unordered_set<CustomerNumber> rewritten;
  const ErasedCustomers erased(own);
  if (erased.empty()) return rewritten;
  // Whoever had a number then, and was not erased, has it still: only later numbers need a look.
  Statement row = own.prepare("SELECT number, customer_id FROM audience_customers WHERE number > ?");
  row.bind_all(numbers_at_erasure(own));
  while (row.step()) {
    if (erased.contains(row.text(1))) rewritten.insert(number_in_directory(row, 0));
  }
  return rewritten;
}

std::int64_t number_of_own_customers(const Database& own) {
  std::int64_t customers = own.scalar("SELECT count(*) FROM customers");
  Statement row = own.prepare("SELECT 1 FROM customers WHERE customer_number = ?");
  for (const CustomerNumber number : rewritten_after_erasure(own)) {
    row.reset();
    row.bind_all(number);
    if (row.step()) --customers;
  }
  return customers;
}

void remember_erased(Database& own, const ErasedTraces& traces) {
  if (traces.customer_ids.empty() && traces.values.empty() && traces.former_values.empty()) return;
  const bool first = erased_count(own) == 0;
  std::string key = kept_key(own);
  if (key.empty()) key = make_key(own);
  Statement insert = own.prepare("INSERT INTO audience_erased(hash) VALUES(?) ON CONFLICT DO NOTHING");
  const auto keep = [&](const std::string& text) { insert.bind_blob(0, keyed_hash(key, text)).run(); };
  for (const std::string& id : traces.customer_ids) keep(id);
  for (const std::string& value : traces.values) keep(value_text(value));
  for (const std::string& value : traces.former_values) keep(former_value_text(value));
  Statement mark = own.prepare(
      "INSERT INTO audience_meta(name, value) VALUES('erased_up_to', ?) ON CONFLICT(name) DO UPDATE SET "
      "value = "
      "excluded.value");
  mark.bind_all(first ? highest_number(own) : checked_up_to(own)).run();
}

}  // namespace audience
