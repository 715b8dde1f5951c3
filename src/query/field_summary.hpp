// What the values of an attribute look like, without giving any customer away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalog.hpp"
#include "query/columns/column_store.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Of an attribute, its values as texts. Nothing is held by fewer than 10 customers.
struct FieldSummary {
  /// Of numbers and dates: at least 10 customers lie at or beyond each. Empty where there are none.
  std::string low{}, high{};
  std::vector<std::string> common{};  ///< of texts and booleans, the commonest first
  bool has_more = false;              ///< such values than these

  /// `18..95`, `Paris, Rome, Bonn …`, or empty.
  [[nodiscard]] std::string text() const;
};

/// Of one source, inside the caller's snapshot.
class FieldSummaries {
 public:
  explicit FieldSummaries(const DataSource& source);
  /// Empty for personal attributes. Scans the table where columns do not know the values.
  [[nodiscard]] FieldSummary of(const Attribute& attribute) const;
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
