// Name and answer changed together.
#include "studio/rename.hpp"

#include "studio/link_state.hpp"
#include "studio/published_members.hpp"
#include "studio/stored_view.hpp"

namespace audience {

Renamed rename_audience(Studio& studio, const std::string& audience, const std::string& name) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  StoredView view = view_of(studio.source(), find_audience(database, audience));
  const std::string old_name = view.stored.audience_name;
  view.stored.audience_name = view.document.audience_name = name;
  view.stored.date_modified = studio.now();
  // Links come and go: what is stored does not tell of them.
  view.stored.definition = stored_answer(view, std::nullopt);
  update_audience(database, view.stored);
  Renamed renamed{old_name, stored_answer(view, is_ready(studio, view.stored.audience_id))};
  commit_and_tell_members(studio, transaction);
  return renamed;
}

}  // namespace audience
