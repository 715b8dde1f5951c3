// How many members of stored audiences are present: as it was kept, or counted anew.
#pragma once

#include <optional>
#include <string>

#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// The stored members among a population. Throws Error(database_unusable) if the set is damaged.
CustomerSet present_members(const Database& own, std::int64_t audience, const CustomerSet& population);

/// Sizes in one state of the data: inside one snapshot, or one write transaction.
class SizeCounter {
 public:
  explicit SizeCounter(const DataSource& source) : source_(source) {}
  /// As it is kept while the generation of customers stands, else counted, which for the first one costs a
  /// pass over all customers. Another program's file has no generation: there it is always counted. Of a
  /// server, which is not asked, it is what was stored.
  CountedSize of(const StoredAudience& audience);

 private:
  const DataSource& source_;
  std::optional<std::string> standing_;    ///< read when first asked for
  std::optional<CustomerSet> population_;  ///< likewise
};

/// The size of members that are about to be stored, under the generation of customers that stands. Nothing is
/// known of another program's file. Inside the caller's write transaction.
CountedSize count_present(const DataSource& source, const CustomerSet& members);

/// Counts anew those sizes of all audiences whose generation stands no more; a damaged set is left to who
/// reads it. Inside the caller's write transaction.
void keep_sizes(Database& own);

}  // namespace audience
