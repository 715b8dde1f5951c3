// What the values of an attribute look like, without giving any customer away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalog.hpp"
#include "query/columns/column_store.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of one source, inside the caller's snapshot.
class FieldSummaries {
 public:
  explicit FieldSummaries(const DataSource& source);
  /// `18..95` for numbers and dates: at each end at least 10 customers lie at or beyond the bound. `Paris,
  /// Rome, Bonn …` for text and booleans: the commonest, each held by at least 10. Empty for personal
  /// attributes, and where nothing is held by so many. Scans the table where columns do not know the values.
  [[nodiscard]] std::string of(const Attribute& attribute) const;
  /// The commonest values, each held by at least 10 customers, at most `most`. None of personal attributes.
  [[nodiscard]] std::vector<std::string> common_values(const Attribute& attribute, std::size_t most) const;

 private:
  /// What `read` makes of the values, from columns where they know them; nothing of personal attributes.
  template <typename Result, typename Read>
  Result read_values(const Attribute& attribute, Read read) const;

  const DataSource& source_;
  std::optional<ColumnStore> store_;
};

}  // namespace audience
