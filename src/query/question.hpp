// What an evaluation is asked.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/as_of.hpp"
#include "base/customer_set.hpp"
#include "model/bound_filter.hpp"
#include "model/document.hpp"

namespace audience {

/// Members of audiences by id.
using MembersById = std::map<std::string, CustomerSet>;

/// On one state of the data, which the caller's snapshot holds. What it refers to must outlive it.
struct Question {
  const Document& document;    ///< groups and connectors
  const BoundDocument& bound;  ///< of that document: a filter for each of its filters, in order
  AsOf as_of{};
  std::optional<CustomerNumber> only{};  ///< the population is this customer alone, and what is seen is shown
  const MembersById* unstored = nullptr;  ///< members that stand for the stored ones, if any
};

/// Whom of those present the question is about.
inline CustomerSet population_of(const Question& question, CustomerSet present) {
  if (!question.only) return present;
  CustomerSet one(present.capacity());
  if (present.contains(*question.only)) one.insert(*question.only);
  return one;
}

}  // namespace audience
