// Kinds told apart by their key columns.
#include "import/file_kind.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "import/header_line.hpp"
#include "model/column_guess.hpp"
#include "model/name_words.hpp"

namespace audience {
namespace {

/// What every kind has.
constexpr std::string_view customer_key = "customer_id";

using NameSet = std::unordered_set<std::string>;

bool has_required(ImportKind kind, const NameSet& names) {
  const std::vector<KeyColumn>& keys = key_columns(kind);
  return std::all_of(keys.begin(), keys.end(),
                     [&](const KeyColumn& key) { return !key.required || names.contains(key.name); });
}

bool has_other_keys(ImportKind kind, const NameSet& names) {
  const std::vector<KeyColumn>& keys = key_columns(kind);
  return std::any_of(keys.begin(), keys.end(), [&](const KeyColumn& key) {
    return key.name != customer_key && names.contains(key.name);
  });
}

bool has_attributes(const NameSet& names, const NameSet& attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const std::string& one) { return one != customer_key && names.contains(one); });
}

NameSet names_of(const std::vector<SchemaColumn>& columns) {
  NameSet names;
  for (const SchemaColumn& column : columns) names.insert(folded_header(column.name));
  return names;
}

/// A score for each name, and the place of the best above 0, of equals the first.
template <typename Score>
std::optional<std::size_t> best_place(const std::vector<std::string>& names, const Score& score) {
  std::optional<std::size_t> best;
  int most = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int points = score(names[i]);
    if (points <= most) continue;
    most = points;
    best = i;
  }
  return best;
}

int points_as_product(const std::string& name) {
  constexpr int telling = 7;  // other names that begin with it may say anything: item_count
  const int points = product_points({name, ValueType::text});
  const std::vector<std::string> list = words(name);
  const bool is_name = points > 0 && is_one_of(list.back(), {"name", "title", "description"});
  return points >= telling || is_name ? points : 0;
}

/// Names that say this of one line or order; what a customer spent has longer ones.
int points_as_amount(const std::string& name) {
  return is_one_of(folded(name),
                   {"quantity",    "qty",         "unitprice",  "price",         "amount",
                    "total",       "totalprice",  "linetotal",  "ordertotal",    "orderamount",
                    "order",       "orderid",     "orderno",    "ordernumber",   "ordercode",
                    "invoice",     "invoiceid",   "invoiceno",  "invoicenumber", "transactionid",
                    "orderlineid", "orderitemid", "lineitemid", "lineamount",    "receiptnumber"})
             ? 1
             : 0;
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
  const NameSet there(names.begin(), names.end());
  const NameSet attributes = names_of(customers);
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

std::optional<LikelyPurchases> likely_purchases(const std::vector<std::string>& names,
                                                const std::vector<SchemaColumn>& customers) {
  const NameSet there(names.begin(), names.end()), attributes = names_of(customers);
  if (!has_required(ImportKind::customers, there) || there.contains("purchased_at")) return std::nullopt;
  const auto unless_known = [&](int (*points)(const std::string&)) {
    return [&attributes, points](const std::string& name) {
      return attributes.contains(name) ? 0 : points(name);
    };
  };
  const auto product = best_place(names, unless_known(points_as_product));
  const auto amount = best_place(names, unless_known(points_as_amount));
  if (!product || !amount) return std::nullopt;
  return LikelyPurchases{*product, *amount, best_place(names, [](const std::string& name) {
                           return folded(name) == "purchasedat" ? 100 : time_points({name, ValueType::text});
                         })};
}

}  // namespace audience
