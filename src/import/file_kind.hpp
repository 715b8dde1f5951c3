// What the rows of a file are, by the columns that it has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/column.hpp"
#include "audience/import.hpp"
#include "model/catalog.hpp"

namespace audience {

struct KeyColumn {
  std::string name;
  bool required = true;
};

std::string_view name_of(ImportKind kind);  ///< `customers`
/// The columns that tell whose row of that kind it is, and which.
const std::vector<KeyColumn>& key_columns(ImportKind kind);

/// The other kind whose columns a file has, where it was named as `asked` by mistake. `names`: its columns,
/// as layout.hpp folds them. `customers`: the columns of the customers table.
/// - Asked for customers: it has all required columns of the other kind, and not all of these are columns of
///   the customers table already (a customer may have a product_id of their own).
/// - Asked for another: it lacks a required column, and has all of the other one's, or, of customers,
///   customer_id and a further column of their table, and none of those asked for beside customer_id.
std::optional<ImportKind> mistaken_kind(ImportKind asked, const std::vector<std::string>& names,
                                        const std::vector<SchemaColumn>& customers);

/// Purchases whose time has another name, named as customers by mistake.
struct LikelyPurchases {
  std::size_t product = 0, amount = 0;  ///< the columns that tell it: what was bought, and how much of it
  std::optional<std::size_t> time{};    ///< the column most likely to be the time
};

/// Where there is customer_id, but no purchased_at, and a column each for a product and for an amount or an
/// order, neither of them a column of the customers table. `names`, `customers`: as above.
std::optional<LikelyPurchases> likely_purchases(const std::vector<std::string>& names,
                                                const std::vector<SchemaColumn>& customers);

}  // namespace audience
