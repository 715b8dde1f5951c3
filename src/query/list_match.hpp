// Values of a list held against customers: their ids, or what they have in an attribute.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/customer_set.hpp"
#include "model/catalog.hpp"
#include "storage/data_source.hpp"

namespace audience {

enum class Fate : std::uint8_t {
  matched,
  unknown,    ///< no customer who is present has it
  duplicate,  ///< of a value before it
  erased,     ///< only people who were erased have it
};

struct ListMatch {
  CustomerSet customers;  ///< everyone who has a value that matched: several may share one
  /// Each value once, as it is kept while no customer has it: trimmed, and in the attribute's own form.
  std::vector<std::string> matched, unmatched;
};

/// What values of a list are: of the attribute, or ids where it is null. A catalog's key means ids. Throws
/// Error(usage), with the nearest right name, for an attribute that does not exist.
const Attribute* match_attribute(const Catalog& catalog, const std::optional<std::string>& name);
/// What the header of such values may be, the likeliest first.
std::vector<std::string> value_headers(const Catalog& catalog, const Attribute* attribute);

/// Ids are compared as they are, else without the blanks around them; texts of an attribute without these and
/// without case, numbers and dates by what they say. A value that matches nothing so is tried without the
/// apostrophe that an export set before it (output/csv_rows.hpp). Blank values are the caller's. Each value
/// is kept once, however often a list has it: first all are learned, then their customers found, then the
/// list is gone through again for the fate of each.
class ListMatcher {
 public:
  /// `attribute`: null for ids. All must outlive it; the caller holds the snapshot of the source.
  ListMatcher(const DataSource& source, const Attribute* attribute);
  ~ListMatcher();
  ListMatcher(const ListMatcher&) = delete;
  ListMatcher& operator=(const ListMatcher&) = delete;

  void learn(std::string_view value);
  /// One pass over the customers; for ids of the own tables a look-up for each value.
  void find();
  /// Of a value that was learned, the values asked for in the order of the list.
  Fate fate(std::string_view value);
  /// Of the values whose fates were asked for.
  [[nodiscard]] ListMatch result();

 private:
  class Matcher;
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace audience
