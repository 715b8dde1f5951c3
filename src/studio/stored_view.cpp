// Stored text and bytes turned back into a document, a funnel and members.
#include "studio/stored_view.hpp"

#include "audience/error.hpp"

namespace audience {

StoredView view_of(const CustomerSet& population, StoredAudience stored) {
  Faults faults;
  Document document = parse_stored_document(stored.definition, faults);
  faults.throw_if_any(stored.audience_id);
  std::vector<FunnelStep> funnel;
  for (std::size_t i = 0; i + 1 < stored.funnel.size(); i += 2) {
    funnel.push_back({stored.funnel[i], stored.funnel[i + 1]});
  }
  CustomerSet members = CustomerSet::deserialize(stored.members, population.capacity());
  if (members.capacity() > population.capacity())
    throw Error(ErrorKind::database_unusable,
                "a stored set of members is damaged: it holds customers whom nobody was ever",
                "restore the database from a backup");
  members &= population;
  return {std::move(stored), std::move(document), std::move(funnel), std::move(members),
          static_cast<std::int64_t>(population.count())};
}

std::string stored_answer(const StoredView& view, std::optional<bool> is_ready) {
  return to_answer(view.document, {.audience_id = view.stored.audience_id,
                                   .author = view.stored.author,
                                   .funnel = view.funnel,
                                   .is_ready = is_ready,
                                   .audience_size = view.size(),
                                   .date_created = format_time(view.stored.date_created),
                                   .date_modified = format_time(view.stored.date_modified)});
}

}  // namespace audience
