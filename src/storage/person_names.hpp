// By what the people to be erased are known: their ids, and their personal values that nobody else has.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/mentions.hpp"
#include "storage/erased.hpp"

namespace audience {

/// Texts as a JSON list, for `IN (SELECT value FROM json_each(?))`.
std::string json_list(const std::vector<std::string>& texts);

/// The people to be erased now and those erased before. A filter on the customers' key names someone by id,
/// one on a personal attribute by that attribute's value, where nobody else has it; anything else by an id or
/// such a value that is telling. Values are compared without case, ids letter by letter.
class PersonNames : public NameTest {
 public:
  /// `data` holds the customers table of the catalog; null: it cannot be read. All must outlive it.
  PersonNames(const Database* data, const Catalog& catalog, const ErasedCustomers& erased,
              const std::vector<std::string>& ids);
  bool names_someone(const Attribute* attribute, std::string_view text) override;
  [[nodiscard]] std::vector<std::string> names() const override;

  [[nodiscard]] bool is_id(std::string_view text) const { return ids_.contains(std::string(text)); }
  /// Whether one of them has that value of the attribute, alone or with others.
  [[nodiscard]] bool is_value_of(const Attribute& attribute, std::string_view text) const;
  /// Every personal value but keys, without case.
  [[nodiscard]] std::vector<std::string> values() const;
  /// Those that can stand for one person wherever they are found.
  [[nodiscard]] std::vector<std::string> telling_values() const;
  /// What `names_someone` said yes to, of those to be erased now.
  [[nodiscard]] const std::set<std::string>& ids_met() const { return ids_met_; }
  [[nodiscard]] const std::set<std::string>& values_met() const { return values_met_; }

 private:
  void read_values();
  bool is_unique(const std::string& value);
  const Database* data_;
  const Catalog& catalog_;
  const ErasedCustomers& erased_;
  std::string id_list_;
  std::set<std::string> ids_;
  std::unordered_map<std::string, std::set<std::string>> columns_of_;  ///< of each value
  std::map<std::string, bool> unique_;                                 ///< of values asked for
  std::set<std::string> ids_met_, values_met_;
};

}  // namespace audience
