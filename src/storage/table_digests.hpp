// Digests of the own tables of data, by which a change that no program made can be told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "storage/generations.hpp"

namespace audience {

/// Over every cell of every row, of the ids behind the numbers too, in no order; and over what the tables
/// declare.
struct TableDigest {
  std::int64_t rows = 0;
  std::int64_t sum = 0;
  friend bool operator==(const TableDigest&, const TableDigest&) = default;
};

/// One pass over the table and over the ids that its numbers stand for: about a second for each ten million
/// purchases a core can read.
TableDigest digest_of(const Database& own, DataTable table);

/// Takes the digest of the table as it is, and keeps it with its generation, which is drawn if none stands.
/// False, and nothing is kept, where the triggers are gone. Inside the caller's write transaction.
bool keep_digest(Database& own, DataTable table, TimePoint now);

struct DigestVerdict {
  enum class Kind {
    unknown,    ///< none was kept, or rows were written since
    unchanged,  ///< as when it was kept
    changed,    ///< no program wrote, and yet the rows are others
  };
  Kind kind = Kind::unknown;
  TimePoint taken_at{};  ///< unless unknown
  std::int64_t rows_then = 0, rows_now = 0;
};

/// The table held against the digest that is kept; costs a pass only where one counts.
DigestVerdict judge_digest(const Database& own, DataTable table);

}  // namespace audience
