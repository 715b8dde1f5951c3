// Permanent numbers first, provisional ones beyond them.
#include "storage/customer_directory.hpp"

#include <cstdint>

#include "audience/error.hpp"
#include "base/checksum.hpp"
#include "storage/erased.hpp"
#include "storage/given_numbers.hpp"

namespace audience {
namespace {

[[noreturn]] void refuse_key(const Catalog& catalog) {
  throw Error(
      ErrorKind::database_unusable,
      catalog.key + " of " + catalog.customers_table + " is no key any more: rows share one, or hold bytes",
      "name another key in the catalog, or a view with one row for each customer");
}

/// The size first, so that no other list of keys has the same bytes; nobody's is empty.
void note_row(Fingerprint& rows, std::string_view key) {
  const auto size = static_cast<std::uint64_t>(key.size());
  rows.update({reinterpret_cast<const char*>(&size), sizeof size});
  rows.update(key);
}

}  // namespace

void CustomerDirectory::take_population() {
  population_ = CustomerSet(capacity_);
  for (const CustomerNumber number : rows_) {
    if (number != 0) population_.insert(number);
  }
}

ReadDirectory::ReadDirectory(const Database& own, const Database& foreign, const Catalog& catalog) {
  GivenNumbers numbers(own);
  keys_.resize(numbers.capacity());
  Statement stored = own.prepare("SELECT number, customer_id FROM audience_customers");
  while (stored.step()) {
    const CustomerNumber number = numbers.read(stored, 0);
    // Outside a snapshot someone may have come meanwhile.
    if (number >= keys_.size()) keys_.resize(std::size_t{number} + 1);
    add(stored.text(1), number);
  }
  permanent_ = keys_.size();
  const ErasedCustomers erased(own);
  std::vector<bool> is_present(keys_.size());
  Fingerprint rows;
  Statement row =
      foreign.prepare("SELECT " + sql_name(catalog.key) + " FROM " + sql_name(catalog.customers_table));
  while (row.step()) {
    const CellKind kind = row.kind(0);
    if (kind == CellKind::blob) refuse_key(catalog);
    const std::string_view key = row.text(0);
    rows_.push_back(0);
    if (key.empty()) {
      note_row(rows, {});
      continue;
    }
    CustomerNumber number = table_.find(key);
    if (number == 0) {
      if (erased.contains(key)) {
        note_row(rows, {});
        continue;
      }
      number = static_cast<CustomerNumber>(keys_.size());
      keys_.emplace_back();
      is_present.push_back(false);
      add(key, number);
    }
    if (is_present[number]) refuse_key(catalog);
    is_present[number] = true;
    rows_.back() = number;
    note_row(rows, key);
    forms_.note(kind, key);
  }
  fingerprint_of_rows_ = rows.finish();
  capacity_ = keys_.size();
  take_population();
}

void ReadDirectory::add(std::string_view key, CustomerNumber number) {
  const std::string_view kept = table_.keep(key);
  table_.insert(kept, number);
  keys_[number] = kept;
}

}  // namespace audience
