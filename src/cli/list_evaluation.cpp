// Kept values matched again.
#include "cli/list_evaluation.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "query/list_match.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

const Attribute* attribute_of(const StoredAudience& stored, const Catalog& catalog) {
  try {
    return match_attribute(catalog, stored.match_attribute, stored.audience_name);
  } catch (const Error& error) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("\"{}\" is a list of values of {}, which is no longer there",
                            stored.audience_name, *stored.match_attribute),
                error.hint());
  }
}

}  // namespace

FreshEvaluation fresh_list(const DataSource& source, Document document, CustomerSet members, TimePoint as_of,
                           ListChange change) {
  FreshEvaluation fresh{std::move(document), {}, {}, as_of, {}, std::move(change)};
  fresh.evaluation.population = static_cast<std::int64_t>(source.population().count());
  fresh.evaluation.members = std::move(members);
  return fresh;
}

FreshEvaluation evaluate_list(const DataSource& source, const StoredView& view, TimePoint as_of) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::string> kept = unmatched_values(source.own(), view.stored.number);
  const ListMatch match = match_list(source, attribute_of(view.stored, source.catalog()),
                                     std::vector<std::string_view>(kept.begin(), kept.end()));
  ListChange change{.match_attribute = view.stored.match_attribute, .adds = true};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (match.fates[i] != Fate::unknown) change.settled.push_back(kept[i]);
  }
  CustomerSet members = view.members;
  members |= match.customers;
  FreshEvaluation fresh = fresh_list(source, view.document, std::move(members), as_of, std::move(change));
  source.check_unchanged();
  fresh.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  return fresh;
}

}  // namespace audience
