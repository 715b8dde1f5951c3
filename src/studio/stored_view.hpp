// A stored audience as the verbs read it: its document, its funnel, and how many of its members are present
// now.
#pragma once

#include "model/document.hpp"
#include "storage/audiences.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Counts only.
struct StoredView {
  StoredAudience stored;
  Document document;
  std::vector<FunnelStep> funnel;
  std::int64_t size = 0, population = 0;
};

/// With everyone who is stored and present.
struct MembersView : StoredView {
  CustomerSet members;
};

/// What its definition says. Throws Error(database_unusable) where that was never written so.
Document stored_document(const StoredAudience& stored);

/// Inside the caller's snapshot; throws as stored_document. Costs no pass over customers where the size that
/// is kept still counts.
StoredView view_of(const DataSource& source, StoredAudience stored);
MembersView members_view_of(const DataSource& source, StoredAudience stored);

/// The stored audience as create answered it, with its size of today and the state of its links (`is_ready`
/// of studio/link_state); with as of when it was evaluated, where asked for.
std::string stored_answer(const StoredView& view, std::optional<bool> is_ready, bool with_as_of = false);

}  // namespace audience
