// Answers, funnels, members and runs put together.
#include "studio/store.hpp"

#include <fmt/format.h>

#include "model/audience_uses.hpp"
#include "storage/audience_members.hpp"
#include "storage/erased.hpp"
#include "storage/generations.hpp"
#include "storage/sizes.hpp"
#include "storage/unmatched_values.hpp"
#include "studio/link_state.hpp"

namespace audience {
namespace {

std::string author_of(const Studio& studio, const FreshEvaluation& fresh, const Storing& how,
                      const std::optional<StoredAudience>& existing) {
  if (fresh.document.author) return *fresh.document.author;
  return how.keeps_author && existing ? existing->author : studio.user();
}

/// What an answer says beside the document and its funnel.
struct AnswerParts {
  std::string author;
  std::int64_t size = 0;
  std::optional<std::string> id, created, modified;
  std::optional<bool> is_ready;
};

std::string answer_of(const FreshEvaluation& fresh, const AnswerParts& parts) {
  return to_answer(fresh.document, {.audience_id = parts.id,
                                    .author = parts.author,
                                    .funnel = fresh.evaluation.funnel,
                                    .is_ready = parts.is_ready,
                                    .audience_size = parts.size,
                                    .date_created = parts.created,
                                    .date_modified = parts.modified});
}

/// Of a list that adds, those who were there before are members too, if they are present.
std::int64_t present_size(const DataSource& source, const FreshEvaluation& fresh,
                          const std::optional<StoredAudience>& existing) {
  if (fresh.list() == nullptr || !fresh.list()->adds || !existing) return fresh.size();
  CustomerSet population = source.population();
  CustomerSet members = stored_members(source.own(), existing->number, population.capacity());
  CustomerSet fresh_members = fresh.evaluation.members;
  fresh_members.widen(members.capacity());
  population.widen(members.capacity());
  members |= fresh_members;
  members &= population;
  return static_cast<std::int64_t>(members.count());
}

void keep_values(Database& database, std::int64_t audience, const ListChange* list) {
  if (list == nullptr || !list->adds) forget_unmatched(database, audience);
  if (list == nullptr) return;
  std::vector<std::string> unmatched = list->unmatched;
  // Someone may have been erased since they were matched.
  const ErasedCustomers erased(database);
  std::erase_if(unmatched, [&](const std::string& value) {
    return list->match_attribute ? erased.contains_former_value(value) : erased.contains(value);
  });
  add_unmatched(database, audience, unmatched);
  remove_unmatched(database, audience, list->settled);
}

/// The members that are replaced, and those in their place, under permanent numbers.
struct Exchanged {
  std::optional<CustomerSet> before;  ///< none: nothing is replaced, or nothing that can be read
  CustomerSet after;
};

Exchanged exchanged_members(DataSource& source, const FreshEvaluation& fresh, const Storing& how,
                            const std::optional<StoredAudience>& existing) {
  Exchanged members{.before = {}, .after = source.make_permanent(fresh.evaluation.members)};
  if (!existing) return members;
  try {
    members.before = stored_members(source.own(), existing->number, members.after.capacity());
  } catch (const DamagedAudience&) {
    if (!how.replaces_damaged) throw;
    return members;
  }
  members.after.widen(members.before->capacity());
  if (fresh.list() != nullptr && fresh.list()->adds) members.after |= *members.before;
  return members;
}

/// What the evaluation found counts if no customer was written since; of a server nobody can tell.
CountedSize counted_size(const DataSource& source, const FreshEvaluation& fresh, const CustomerSet& members) {
  const bool stands = !fresh.generation.empty() &&
                      fresh.generation == standing_generation(source.own(), DataTable::customers);
  const bool adds = fresh.list() != nullptr && fresh.list()->adds;
  if (source.is_on_server())
    return {static_cast<std::int64_t>(members.count()), fresh.evaluation.population, {}};
  if (!stands || adds) return count_present(source, members);
  return {fresh.size(), fresh.evaluation.population, fresh.generation};
}

/// All but members, their size and the definition.
StoredAudience stored_form(const Studio& studio, const FreshEvaluation& fresh, const Storing& how,
                           const std::optional<StoredAudience>& existing) {
  StoredAudience stored;
  stored.date_modified = stored.date_created = studio.now();
  if (existing) {
    stored.number = existing->number;
    stored.audience_id = existing->audience_id;
    stored.date_created = existing->date_created;
  } else {
    stored.audience_id = how.new_id.empty() ? new_audience_id() : how.new_id;
  }
  stored.audience_name = fresh.document.audience_name;
  stored.author = author_of(studio, fresh, how, existing);
  describe(stored, fresh.document);
  stored.as_of = fresh.as_of;
  stored.funnel = flat(fresh.evaluation.funnel);
  stored.is_applied = how.is_applied || (existing && existing->is_applied);
  stored.is_uploaded = fresh.list() != nullptr;
  if (fresh.list() != nullptr) stored.match_attribute = fresh.list()->match_attribute;
  return stored;
}

Run run_of(const FreshEvaluation& fresh, const Storing& how, const StoredAudience& stored,
           std::int64_t size) {
  return {.verb = how.verb,
          .run_at = stored.date_modified,
          .as_of = fresh.as_of,
          .size = size,
          .took = fresh.took,
          .funnel = stored.funnel,
          .definition = definition_of(fresh.document, stored.author),
          .note = how.note};
}

void hold_expectation(const DataSource& source, const FreshEvaluation& fresh, std::int64_t size,
                      const std::optional<StoredAudience>& existing) {
  if (!fresh.document.expect) return;
  std::optional<std::int64_t> before;
  if (existing) before = SizeCounter(source).of(*existing).size;
  check_expectation(fresh.document, size, before);
}

}  // namespace

std::vector<std::int64_t> flat(const std::vector<FunnelStep>& funnel) {
  std::vector<std::int64_t> numbers;
  for (const FunnelStep& step : funnel) numbers.insert(numbers.end(), {step.before, step.now});
  return numbers;
}

std::string definition_of(const Document& document, const std::string& author) {
  return to_answer(document, {.audience_id = std::nullopt,
                              .author = author,
                              .funnel = {},
                              .is_ready = std::nullopt,
                              .audience_size = 0,
                              .date_created = std::nullopt,
                              .date_modified = std::nullopt});
}

void check_expectation(const Document& document, std::int64_t size, std::optional<std::int64_t> before) {
  if (!document.expect) return;
  if (const auto breach = breach_of(*document.expect, size, before)) {
    throw Error(ErrorKind::guard,
                fmt::format("\"{}\": {}; nothing was stored", document.audience_name, *breach),
                {Remedy::change_expect, {document.audience_name}});
  }
}

Kept store(Studio& studio, const FreshEvaluation& fresh, const Storing& how) {
  DataSource& source = studio.source();
  Database& own = source.own();
  const std::optional<StoredAudience> existing = how.expects(own);
  for (const std::string& id : used_audiences(fresh.document)) find_audience(own, id);
  const std::int64_t size = present_size(source, fresh, existing);
  hold_expectation(source, fresh, size, existing);
  const Exchanged members = exchanged_members(source, fresh, how, existing);
  StoredAudience stored = stored_form(studio, fresh, how, existing);
  stored.counted = counted_size(source, fresh, members.after);
  AnswerParts parts{.author = stored.author,
                    .size = size,
                    .id = stored.audience_id,
                    .created = format_time(stored.date_created),
                    .modified = format_time(stored.date_modified),
                    .is_ready = std::nullopt};
  // Links come and go: what is stored does not tell of them.
  stored.definition = answer_of(fresh, parts);
  if (existing) {
    update_audience(own, stored);
    store_members(own, stored.number, members.after);
    parts.is_ready = is_ready(studio, stored.audience_id);
  } else {
    stored.number = insert_audience(own, stored, members.after);
  }
  // Differences lead back from the members that are there: of those that cannot be read there are none.
  if (existing && !members.before) delete_runs(own, stored.number);
  keep_values(own, stored.number, fresh.list());
  const Run run = add_run(own, stored.number, run_of(fresh, how, stored, size),
                          members.before ? &*members.before : nullptr, members.after, how.runs);
  return {stored.audience_id, answer_of(fresh, parts), run, existing.has_value()};
}

std::string dry_answer(const Studio& studio, const FreshEvaluation& fresh,
                       const std::optional<StoredAudience>& existing) {
  AnswerParts parts{.author = fresh.document.author.value_or(studio.user()),
                    .size = fresh.size(),
                    .id = std::nullopt,
                    .created = std::nullopt,
                    .modified = std::nullopt,
                    .is_ready = std::nullopt};
  if (existing) {
    parts.id = existing->audience_id;
    parts.created = format_time(existing->date_created);
    parts.modified = format_time(existing->date_modified);
    parts.is_ready = is_ready(studio, existing->audience_id);
  }
  return answer_of(fresh, parts);
}

Exchange exchange_of(const DataSource& source, const FreshEvaluation& fresh, const StoredAudience& existing) {
  CustomerSet members = fresh.evaluation.members;
  CustomerSet left = stored_members(source.own(), existing.number, members.capacity());
  members.widen(left.capacity());
  CustomerSet entered = members;
  entered -= left;
  left -= members;
  return {static_cast<std::int64_t>(entered.count()), static_cast<std::int64_t>(left.count())};
}

}  // namespace audience
