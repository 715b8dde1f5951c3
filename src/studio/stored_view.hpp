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
  std::int64_t population = 0;

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(members.count()); }
};

StoredView view_of(const CustomerSet& population, StoredAudience stored);

/// The stored audience as create answered it, with its size of today and the state of its links (`is_ready`
/// of cli/link_state).
std::string stored_answer(const StoredView& view, std::optional<bool> is_ready);

}  // namespace audience
