// A stored audience as the verbs read it: its document, its funnel, and its members who are present now.
#pragma once

#include "model/document.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {

struct StoredView {
  StoredAudience stored;
  Document document;
  std::vector<FunnelStep> funnel;
  CustomerSet members;  ///< stored and present

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(members.count()); }
};

inline StoredView view_of(const CustomerSet& population, StoredAudience stored) {
  Faults faults;
  Document document = parse_document(stored.definition, faults);
  faults.throw_if_any(stored.audience_id);
  std::vector<FunnelStep> funnel;
  for (std::size_t i = 0; i + 1 < stored.funnel.size(); i += 2)
    funnel.push_back({stored.funnel[i], stored.funnel[i + 1]});
  CustomerSet members = CustomerSet::deserialize(stored.members, population.capacity());
  members &= population;
  return {std::move(stored), std::move(document), std::move(funnel), std::move(members)};
}

}  // namespace audience
