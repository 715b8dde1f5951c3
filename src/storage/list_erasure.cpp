// The audience_unmatched table.
#include "storage/list_erasure.hpp"

#include <algorithm>
#include <vector>

#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

enum class Holds { nobody, name_within, name };

/// `attribute`: whose values the list holds; null: ids of customers, or of an attribute that is gone.
Holds what_holds(std::string_view value, const Attribute* attribute, bool of_key, PersonNames& names) {
  if (of_key && names.is_id(value)) return Holds::name;
  if (!of_key && attribute != nullptr && attribute->personal && names.is_value_of(*attribute, value))
    return Holds::name;
  const auto counts = [&](const FoundName& name) { return names.is_theirs_alone(value, name); };
  const auto found = names.finder().find(value, NameSearch::telling, counts);
  // What was told of when they were erased is known by its hash, although the name in it is not any more.
  if (found.empty()) return names.names_someone(nullptr, value) ? Holds::name_within : Holds::nobody;
  if (found.front().length == value.size()) return Holds::name;
  names.met(value);
  return Holds::name_within;
}

}  // namespace

ListErasure erase_from_lists(Database& own, const Catalog& catalog, PersonNames& names, bool dry_run) {
  ListErasure result;
  std::vector<std::pair<std::int64_t, std::string>> gone;
  Statement row = own.prepare(
      "SELECT u.audience, u.value, a.match_attribute, a.audience_name, a.is_deleted FROM audience_unmatched "
      "u "
      "JOIN (SELECT number, match_attribute, audience_name, FALSE AS is_deleted FROM audience_audiences "
      "UNION "
      "ALL SELECT number, match_attribute, audience_name, TRUE FROM audience_deleted) a ON a.number = "
      "u.audience");
  while (row.step()) {
    const std::string_view value = row.text(1);
    const Attribute* attribute = row.is_null(2) ? nullptr : catalog.find_attribute(row.text(2));
    const bool of_key = row.is_null(2) || (attribute != nullptr && attribute->column == catalog.key);
    const Holds holds = what_holds(value, attribute, of_key, names);
    // A deleted list is nobody's to mend.
    const bool is_deleted = row.integer(4) != 0;
    if (holds == Holds::name_within && !is_deleted) result.audiences.emplace(row.text(3));
    if (holds != Holds::name && !(holds == Holds::name_within && is_deleted)) continue;
    if (of_key && holds == Holds::name) result.ids.emplace(value);
    gone.emplace_back(row.integer(0), value);
  }
  row.reset();
  result.values = static_cast<std::int64_t>(gone.size());
  if (dry_run) return result;
  for (const auto& [audience, value] : gone) remove_unmatched(own, audience, {value});
  return result;
}

}  // namespace audience
