// Answers, funnels, members and runs put together.
#include "cli/keeping.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "query/sqlite_scan.hpp"
#include "storage/erased.hpp"
#include "storage/unmatched_values.hpp"

namespace audience {
namespace {

std::vector<std::int64_t> flat(const std::vector<FunnelStep>& funnel) {
  std::vector<std::int64_t> numbers;
  for (const FunnelStep& step : funnel) numbers.insert(numbers.end(), {step.before, step.now});
  return numbers;
}

std::string author_of(const Document& document, const Keeping& how) {
  return document.author.value_or(how.author);
}

std::string answer_of(const FreshEvaluation& fresh, std::int64_t size, const Keeping& how,
                      const std::optional<std::string>& id, const std::optional<std::string>& created,
                      const std::optional<std::string>& modified, std::optional<bool> is_ready) {
  return to_answer(fresh.document, {.audience_id = id,
                                    .author = author_of(fresh.document, how),
                                    .funnel = fresh.evaluation.funnel,
                                    .is_ready = is_ready,
                                    .audience_size = size,
                                    .date_created = created,
                                    .date_modified = modified});
}

/// Of a list that adds, those who were there before are members too, if they are present.
std::int64_t present_size(const DataSource& source, const FreshEvaluation& fresh,
                          const std::optional<StoredAudience>& existing) {
  if (!fresh.list || !fresh.list->adds || !existing) return fresh.size();
  CustomerSet population = source.population();
  CustomerSet members = CustomerSet::deserialize(existing->members, population.capacity());
  CustomerSet fresh_members = fresh.evaluation.members;
  fresh_members.widen(members.capacity());
  population.widen(members.capacity());
  members |= fresh_members;
  members &= population;
  return static_cast<std::int64_t>(members.count());
}

void keep_values(Database& database, std::int64_t audience, const std::optional<ListChange>& list) {
  if (!list || !list->adds) forget_unmatched(database, audience);
  if (!list) return;
  std::vector<std::string> unmatched = list->unmatched;
  // Someone may have been erased since they were matched.
  const ErasedCustomers erased(database);
  std::erase_if(unmatched, [&](const std::string& value) {
    return list->match_attribute ? erased.contains_former_value(value) : erased.contains(value);
  });
  add_unmatched(database, audience, unmatched);
  remove_unmatched(database, audience, list->settled);
}

}  // namespace

std::string definition_of(const Document& document, const std::string& author) {
  return to_answer(document, {.audience_id = std::nullopt,
                              .author = author,
                              .funnel = {},
                              .is_ready = std::nullopt,
                              .audience_size = 0,
                              .date_created = std::nullopt,
                              .date_modified = std::nullopt});
}

FreshEvaluation evaluate_text(const DataSource& source, BoundText text, const Moment& moment,
                              const std::map<std::string, CustomerSet>& fresh_members) {
  check_age(source, text.bound, moment);
  const auto start = std::chrono::steady_clock::now();
  SqliteScan engine(source);
  for (const auto& [id, members] : fresh_members) engine.know(id, members);
  FreshEvaluation fresh{std::move(text.document), std::move(text.bound), {}, moment.as_of, {}};
  fresh.evaluation = evaluate(fresh.document, fresh.bound, engine, moment.as_of);
  source.check_unchanged();
  fresh.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  return fresh;
}

void refuse_list(const StoredAudience& existing) {
  if (!existing.is_uploaded) return;
  throw Error(ErrorKind::conflict,
              fmt::format("\"{}\" is an uploaded list, which no document can bring back; nothing was stored",
                          existing.audience_name),
              "give one of them another name, or delete the list first");
}

void check_expectation(const Document& document, std::int64_t size, std::optional<std::int64_t> before) {
  if (!document.expect) return;
  if (const auto breach = breach_of(*document.expect, size, before)) {
    throw Error(ErrorKind::guard,
                fmt::format("\"{}\": {}; nothing was stored", document.audience_name, *breach),
                "change `expect` in the document, or find out why with `audience explain`");
  }
}

Kept keep(DataSource& source, const FreshEvaluation& fresh, const Keeping& how) {
  for (const std::string& id : used_audiences(fresh.document)) find_audience(source.own(), id);
  CustomerSet members = source.make_permanent(fresh.evaluation.members);
  StoredAudience stored = how.existing.value_or(StoredAudience{});
  if (!how.existing) {
    stored.audience_id = how.new_id.empty() ? new_audience_id() : how.new_id;
    stored.date_created = how.now;
  }
  const std::optional<CustomerSet> before =
      how.existing ? std::optional(CustomerSet::deserialize(stored.members, members.capacity()))
                   : std::nullopt;
  if (before) members.widen(before->capacity());
  if (before && fresh.list && fresh.list->adds) members |= *before;
  const std::int64_t size = present_size(source, fresh, how.existing);
  stored.audience_name = fresh.document.audience_name;
  stored.author = author_of(fresh.document, how);
  stored.date_modified = how.now;
  stored.as_of = fresh.as_of;
  stored.funnel = flat(fresh.evaluation.funnel);
  stored.members = members.serialize();
  stored.is_applied = stored.is_applied || how.is_applied;
  stored.is_uploaded = fresh.list.has_value();
  stored.match_attribute = fresh.list ? fresh.list->match_attribute : std::nullopt;
  // Links come and go: what is stored does not tell of them.
  stored.definition = answer_of(fresh, size, how, stored.audience_id, format_time(stored.date_created),
                                format_time(how.now), std::nullopt);
  if (how.existing) {
    update_audience(source.own(), stored);
  } else {
    stored.number = insert_audience(source.own(), stored);
  }
  keep_values(source.own(), stored.number, fresh.list);
  const Run run{.verb = how.verb,
                .run_at = how.now,
                .as_of = fresh.as_of,
                .size = size,
                .took = fresh.took,
                .funnel = stored.funnel,
                .definition = definition_of(fresh.document, author_of(fresh.document, how)),
                .note = how.note};
  return {stored.audience_id,
          answer_of(fresh, size, how, stored.audience_id, format_time(stored.date_created),
                    format_time(how.now), how.is_ready),
          add_run(source.own(), stored.number, run, before ? &*before : nullptr, members, how.runs)};
}

std::string dry_answer(const FreshEvaluation& fresh, const Keeping& how) {
  if (!how.existing)
    return answer_of(fresh, fresh.size(), how, std::nullopt, std::nullopt, std::nullopt, std::nullopt);
  return answer_of(fresh, fresh.size(), how, how.existing->audience_id,
                   format_time(how.existing->date_created), format_time(how.existing->date_modified),
                   how.is_ready);
}

Exchange exchange_of(const FreshEvaluation& fresh, const StoredAudience& existing) {
  CustomerSet left = CustomerSet::deserialize(existing.members, fresh.evaluation.members.capacity());
  CustomerSet entered = fresh.evaluation.members;
  entered -= left;
  left -= fresh.evaluation.members;
  return {static_cast<std::int64_t>(entered.count()), static_cast<std::int64_t>(left.count())};
}

}  // namespace audience
