// Stored text and bytes turned back into a document, a funnel and members.
#include "studio/stored_view.hpp"

#include "storage/audience_members.hpp"
#include "storage/postgresql/server_directory.hpp"
#include "storage/sizes.hpp"

namespace audience {
namespace {

StoredView read_view(StoredAudience stored) {
  Document document = stored_document(stored);
  std::vector<FunnelStep> funnel;
  for (std::size_t i = 0; i + 1 < stored.funnel.size(); i += 2) {
    funnel.push_back({stored.funnel[i], stored.funnel[i + 1]});
  }
  return {std::move(stored), std::move(document), std::move(funnel)};
}

/// Who is there the server is asked of the members alone.
MembersView members_view_there(const DataSource& source, StoredAudience stored) {
  MembersView view{read_view(std::move(stored)), {}};
  view.members = source.customers_there().present_among(
      members_within(source.own(), view.stored.number, source.capacity()));
  view.size = static_cast<std::int64_t>(view.members.count());
  view.population = number_of_customers(source);
  return view;
}

}  // namespace

Document stored_document(const StoredAudience& stored) {
  Faults faults;
  Document document = parse_stored_document(stored.definition, faults);
  if (stored.is_damaged || !faults.empty()) throw damaged_audience(stored.audience_name);
  return document;
}

StoredView view_of(const DataSource& source, StoredAudience stored) {
  StoredView view = read_view(std::move(stored));
  const CountedSize counted = SizeCounter(source).of(view.stored);
  view.size = counted.size;
  view.population = counted.population;
  return view;
}

MembersView members_view_of(const DataSource& source, StoredAudience stored) {
  if (source.is_on_server()) return members_view_there(source, std::move(stored));
  const CustomerSet population = source.population();
  MembersView view{read_view(std::move(stored)), {}};
  view.members = present_members(source.own(), view.stored.number, population);
  view.size = static_cast<std::int64_t>(view.members.count());
  view.population = static_cast<std::int64_t>(population.count());
  return view;
}

std::string stored_answer(const StoredView& view, std::optional<bool> is_ready, bool with_as_of) {
  Evaluated evaluated{.audience_id = view.stored.audience_id,
                      .author = view.stored.author,
                      .funnel = view.funnel,
                      .is_ready = is_ready,
                      .audience_size = view.size,
                      .date_created = format_time(view.stored.date_created),
                      .date_modified = format_time(view.stored.date_modified)};
  if (with_as_of) evaluated.as_of = view.stored.as_of;
  return to_answer(view.document, evaluated);
}

}  // namespace audience
