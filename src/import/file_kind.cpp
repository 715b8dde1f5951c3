// Kinds told apart by their key columns.
#include "import/file_kind.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "import/header_line.hpp"

namespace audience {
namespace {

/// What every kind has.
constexpr std::string_view customer_key = "customer_id";

using Names = std::unordered_set<std::string>;

bool has_required(ImportKind kind, const Names& names) {
  const std::vector<KeyColumn>& keys = key_columns(kind);
  return std::all_of(keys.begin(), keys.end(),
                     [&](const KeyColumn& key) { return !key.required || names.contains(key.name); });
}

bool has_other_keys(ImportKind kind, const Names& names) {
  const std::vector<KeyColumn>& keys = key_columns(kind);
  return std::any_of(keys.begin(), keys.end(), [&](const KeyColumn& key) {
    return key.name != customer_key && names.contains(key.name);
  });
}

bool has_attributes(const Names& names, const Names& attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const std::string& one) { return one != customer_key && names.contains(one); });
}

}  // namespace

std::string_view name_of(ImportKind kind) {
  constexpr std::array<std::string_view, 3> names{"customers", "purchases", "recommendations"};
  return names.at(static_cast<std::size_t>(kind));
}

const std::vector<KeyColumn>& key_columns(ImportKind kind) {
  static const std::array<std::vector<KeyColumn>, 3> keys{
      {{{"customer_id"}},
       {{"customer_id"}, {"product_id"}, {"purchased_at"}},
       {{"customer_id"}, {"rank"}, {"product_id"}, {"recommendations_type", false}}}};
  return keys.at(static_cast<std::size_t>(kind));
}

std::optional<ImportKind> mistaken_kind(ImportKind asked, const std::vector<std::string>& names,
                                        const std::vector<SchemaColumn>& customers) {
  const Names there(names.begin(), names.end());
  Names attributes;
  for (const SchemaColumn& column : customers) attributes.insert(folded_header(column.name));
  const bool wants_customers = asked == ImportKind::customers;
  if (!wants_customers && has_required(asked, there)) return std::nullopt;
  for (const ImportKind other : {ImportKind::purchases, ImportKind::recommendations}) {
    if (other == asked || !has_required(other, there)) continue;
    if (!wants_customers || !has_required(other, attributes)) return other;
  }
  if (wants_customers || !has_required(ImportKind::customers, there)) return std::nullopt;
  if (has_other_keys(asked, there) || !has_attributes(there, attributes)) return std::nullopt;
  return ImportKind::customers;
}

}  // namespace audience
