// Who was erased: known again by a keyed hash, and by nothing else.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/database.hpp"

namespace audience {

/// The erased as they are when it is made: inside the transaction that depends on them. Where nobody was
/// erased it costs one look at an empty table.
class ErasedCustomers {
 public:
  /// Throws Error(database_unusable) where the key of the hashes is damaged or gone.
  explicit ErasedCustomers(const Database& own);
  [[nodiscard]] bool empty() const { return hashes_.empty(); }
  /// One HMAC-SHA256, about 0.3 microseconds; nothing where nobody was erased.
  [[nodiscard]] bool contains(std::string_view customer_id) const;
  /// Whether it is a personal value of an erased person that a stored text held when they were erased, or
  /// such a text, or a word of it, with a name within. Case makes no difference.
  [[nodiscard]] bool contains_value(std::string_view text) const;
  /// Whether it is what an erased person had in a personal attribute, such as an e-mail address: lists that
  /// name it do not keep it. Case, and blanks around it, make no difference.
  [[nodiscard]] bool contains_former_value(std::string_view text) const;

 private:
  [[nodiscard]] bool holds(std::string_view text) const;
  std::vector<std::string> keys_;  ///< one, unless a restored database had another
  std::unordered_set<std::string> hashes_;
};

/// How many hashes there are: whoever was erased since raises it.
std::int64_t erased_count(const Database& own);
/// The same for the same hashes alone; empty where there are none.
std::string fingerprint_of_erased(const Database& own);

/// A customer number up to which nobody is an erased person whom another program wrote again; 0: unknown.
std::int64_t numbers_at_erasure(const Database& own);

/// Own customers whom another program wrote again after they were erased: they are nobody.
std::unordered_set<CustomerNumber> rewritten_after_erasure(const Database& own);
/// Rows of the own customers, without theirs.
std::int64_t number_of_own_customers(const Database& own);

/// What is kept of erased people, as hashes.
struct ErasedTraces {
  std::vector<std::string> customer_ids;
  std::vector<std::string> values;         ///< as `contains_value` says
  std::vector<std::string> former_values;  ///< as `contains_former_value` says
};
/// Makes the key with the first of them. Inside the caller's write transaction.
void remember_erased(Database& own, const ErasedTraces& traces);

/// Takes over who was erased in another database: its hashes, and the key they were made with. Inside the
/// caller's write transaction on `own`.
void adopt_erased(Database& own, const Database& other);
/// For who took out rows of erased people: `numbers_at_erasure` is looked up anew.
void note_checked_numbers(Database& own);

}  // namespace audience
