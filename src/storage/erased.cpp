// The audience_erased table, and its key in audience_meta.
#include "storage/erased.hpp"

#include <algorithm>

#include "base/checksum.hpp"
#include "base/folded_text.hpp"
#include "base/folding.hpp"
#include "base/secret.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

/// The one that new hashes are made with; then those of databases whose erased were taken over.
std::vector<std::string> kept_keys(const Database& own) {
  std::vector<std::string> keys;
  Statement row = own.prepare(
      "SELECT value, (SELECT value IS NOT audience_checksum(key.value) FROM audience_meta WHERE name = "
      "key.name || '_checksum') FROM audience_meta key WHERE name = 'erasure_key' OR (name GLOB "
      "'erasure_key_[0-9]*' AND name NOT GLOB '*_checksum') ORDER BY length(name), name");
  while (row.step()) {
    if (row.integer(1) != 0) throw damaged("the key by which erased people are known is damaged");
    keys.emplace_back(row.blob(0));
  }
  return keys;
}

/// `kept`: how many there are.
void add_key(Database& own, const std::string& key, std::size_t kept) {
  const std::string name = kept == 0 ? "erasure_key" : "erasure_key_" + std::to_string(kept);
  Statement insert = own.prepare(
      "INSERT INTO audience_meta(name, value) VALUES(?1, ?2), (?1 || '_checksum', audience_checksum(?2))");
  insert.bind_all(name).bind_blob(1, key).run();
}

std::string make_key(Database& own) {
  constexpr std::size_t key_bytes = 32;
  std::string key = random_bytes(key_bytes);
  add_key(own, key, 0);
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

void mark_checked(Database& own, std::int64_t number) {
  Statement mark = own.prepare(
      "INSERT INTO audience_meta(name, value) VALUES('erased_up_to', ?) ON CONFLICT(name) DO UPDATE SET "
      "value = excluded.value");
  mark.bind_all(number).run();
}

/// No id begins with such a byte: ids and both kinds of values have hashes of their own.
std::string value_text(std::string_view value) { return std::string(1, '\0') + fold_letters(value); }
std::string former_value_text(std::string_view value) { return '\1' + fold_letters(trimmed(value)); }

}  // namespace

ErasedCustomers::ErasedCustomers(const Database& own) {
  Statement row = own.prepare("SELECT hash FROM audience_erased");
  while (row.step()) hashes_.emplace(row.blob(0));
  if (!hashes_.empty()) keys_ = kept_keys(own);
  // With another key everyone erased would be a stranger who may come back.
  if (!hashes_.empty() && keys_.empty()) throw damaged("the key by which erased people are known is gone");
}

bool ErasedCustomers::holds(std::string_view text) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const std::string& key) { return hashes_.contains(keyed_hash(key, text)); });
}

bool ErasedCustomers::contains(std::string_view customer_id) const { return holds(customer_id); }

bool ErasedCustomers::contains_value(std::string_view text) const {
  return !empty() && holds(value_text(text));
}

bool ErasedCustomers::contains_former_value(std::string_view text) const {
  return !empty() && holds(former_value_text(text));
}

std::int64_t erased_count(const Database& own) { return own.scalar("SELECT count(*) FROM audience_erased"); }

std::string fingerprint_of_erased(const Database& own) {
  Fingerprint hashes;
  bool any = false;
  for (Statement row = own.prepare("SELECT hash FROM audience_erased ORDER BY hash"); row.step(); any = true)
    hashes.update(row.blob(0));
  return any ? hashes.finish() : std::string{};
}

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
  const std::vector<std::string> keys = kept_keys(own);
  const std::string key = keys.empty() ? make_key(own) : keys.front();
  Statement insert = own.prepare("INSERT INTO audience_erased(hash) VALUES(?) ON CONFLICT DO NOTHING");
  const auto keep = [&](const std::string& text) { insert.bind_blob(0, keyed_hash(key, text)).run(); };
  for (const std::string& id : traces.customer_ids) keep(id);
  for (const std::string& value : traces.values) keep(value_text(value));
  for (const std::string& value : traces.former_values) keep(former_value_text(value));
  mark_checked(own, first ? highest_number(own) : checked_up_to(own));
}

void adopt_erased(Database& own, const Database& other) {
  std::vector<std::string> keys = kept_keys(own);
  const std::vector<std::string> others = kept_keys(other);
  if (others.empty() && erased_count(other) > 0)
    throw damaged("the key by which erased people are known is gone");
  for (const std::string& key : others) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    add_key(own, key, keys.size());
    keys.push_back(key);
  }
  Statement insert = own.prepare("INSERT INTO audience_erased(hash) VALUES(?) ON CONFLICT DO NOTHING");
  Statement row = other.prepare("SELECT hash FROM audience_erased");
  bool adopted = false;
  while (row.step()) {
    insert.bind_blob(0, row.blob(0)).run();
    adopted = adopted || own.changes() > 0;
  }
  // Any number may be one of theirs.
  if (adopted) mark_checked(own, 0);
}

void note_checked_numbers(Database& own) {
  if (erased_count(own) > 0) mark_checked(own, checked_up_to(own));
}

}  // namespace audience
