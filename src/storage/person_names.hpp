// By what the people to be erased are known: their ids, and their personal values that nobody else has.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "model/mentions.hpp"
#include "storage/erased.hpp"

namespace audience {

/// Texts as a JSON list, for `IN (SELECT value FROM json_each(?))`.
std::string json_list(const std::vector<std::string>& texts);

/// The people to be erased now and those erased before. A filter on the customers' key names someone by id,
/// one on a personal attribute by that attribute's value, where nobody else has it; anything else by an id or
/// such a value that is telling. Whole ids are compared letter by letter, values, and names within longer
/// texts, without case. Of those erased before only whole words are known, by their hashes.
class PersonNames : public NameTest {
 public:
  /// `data` holds the customers table of the catalog; null: it cannot be read. All must outlive it.
  PersonNames(const Database& own, const Database* data, const Catalog& catalog,
              const ErasedCustomers& erased, const std::vector<std::string>& ids);
  bool names_someone(const Attribute* attribute, std::string_view text) override;
  [[nodiscard]] const NameFinder& finder() const override { return finder_; }
  /// Costs a pass over customers for each different value found, and for each different word in which one
  /// may be a part of somebody else's address.
  bool is_theirs_alone(std::string_view text, const FoundName& name) override;
  void met(std::string_view text) override;

  [[nodiscard]] bool is_id(std::string_view text) const { return ids_.contains(std::string(text)); }
  /// Whether one of them has that value of the attribute, or of any, alone or with others.
  [[nodiscard]] bool is_value_of(const Attribute& attribute, std::string_view text) const;
  [[nodiscard]] bool is_value(std::string_view text) const;
  /// Those personal values that can stand for one person wherever they are found.
  [[nodiscard]] std::vector<std::string> telling_values() const;
  /// Values that `names_someone` said yes to, of those to be erased now, and texts with a name in them:
  /// without case and the blanks around them.
  [[nodiscard]] const std::set<std::string>& texts_met() const { return texts_met_; }

 private:
  void read_values();
  [[nodiscard]] std::vector<std::string> names() const;
  bool is_unique(const std::string& value);
  bool is_of_another(const std::vector<std::string>& texts) const;
  bool has_value_of_another(const std::vector<std::string>& texts) const;

  const Database& own_;
  const Database* data_;
  const Catalog& catalog_;
  const ErasedCustomers& erased_;
  std::string id_list_;
  std::set<std::string> ids_, folded_ids_;
  std::vector<std::string> columns_;  ///< personal, but the key
  std::unordered_map<std::string, std::set<std::string>>
      columns_of_;                      ///< of each value, without blanks and case
  std::map<std::string, bool> unique_;  ///< of values asked for
  /// Of names asked for, by the longest text around, the place, and the name.
  std::map<std::tuple<std::string, std::size_t, std::string>, bool> of_another_;
  std::set<std::string> texts_met_;
  NameFinder finder_;
};

}  // namespace audience
