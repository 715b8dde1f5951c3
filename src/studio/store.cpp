// Answers, funnels, members and runs put together.
#include "studio/store.hpp"

#include <fmt/format.h>

#include "model/audience_uses.hpp"
#include "storage/erased.hpp"
#include "storage/unmatched_values.hpp"
#include "studio/link_state.hpp"

namespace audience {
namespace {

std::vector<std::int64_t> flat(const std::vector<FunnelStep>& funnel) {
  std::vector<std::int64_t> numbers;
  for (const FunnelStep& step : funnel) numbers.insert(numbers.end(), {step.before, step.now});
  return numbers;
}

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

std::int64_t size_of(const StoredAudience& stored, const DataSource& source) {
  return view_of(source.population(), stored).size();
}

/// Of a list that adds, those who were there before are members too, if they are present.
std::int64_t present_size(const DataSource& source, const FreshEvaluation& fresh,
                          const std::optional<StoredAudience>& existing) {
  if (fresh.list() == nullptr || !fresh.list()->adds || !existing) return fresh.size();
  CustomerSet population = source.population();
  CustomerSet members = CustomerSet::deserialize(existing->members, population.capacity());
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

namespace {

Advice match_remedy(const StoredAudience& stored) {
  std::vector<std::string> subjects{stored.audience_name};
  if (stored.match_attribute) subjects.push_back(*stored.match_attribute);
  return {Remedy::match_as_stored, std::move(subjects)};
}

[[noreturn]] void refuse_taken(const std::string& name) {
  throw NameTaken(ErrorKind::conflict, fmt::format("an audience named \"{}\" exists already", name),
                  {Remedy::choose_or_replace, {name}});
}

std::optional<StoredAudience> audience_named(const Database& database, const std::string& name) {
  if (!has_audience(database, name)) return std::nullopt;
  return find_audience(database, name);
}

}  // namespace

std::string kind_of_values(const std::optional<std::string>& match_attribute) {
  return match_attribute ? "values of " + *match_attribute : "customer ids";
}

Expectation expect_nothing(std::string name) {
  return [name = std::move(name)](const Database& database) -> std::optional<StoredAudience> {
    if (has_audience(database, name)) refuse_taken(name);
    return std::nullopt;
  };
}

Expectation expect_document(std::string name) {
  return [name = std::move(name)](const Database& database) {
    std::optional<StoredAudience> existing = audience_named(database, name);
    if (existing) refuse_list(*existing);
    return existing;
  };
}

Expectation expect_draft(std::string audience_id, std::string file) {
  return [audience_id = std::move(audience_id), file = std::move(file)](const Database& database) {
    StoredAudience stored = find_audience(database, audience_id);
    Faults ignored;
    if (parse_stored_document(stored.definition, ignored).status == Status::draft)
      return std::optional(std::move(stored));
    refuse_list(stored);
    throw Error(ErrorKind::conflict, fmt::format("\"{}\" is created and final", stored.audience_name),
                {Remedy::replace_created, {stored.audience_name, file}});
  };
}

Expectation expect_unchanged(StoredAudience seen, std::int64_t run) {
  return [seen = std::move(seen), run](const Database& database) {
    StoredAudience stored = find_audience(database, seen.audience_id);
    // The values of a list may have changed without a trace in its definition.
    if (stored.definition == seen.definition && newest_run(database, stored.number) == run)
      return std::optional(std::move(stored));
    throw Superseded(ErrorKind::conflict,
                     fmt::format("\"{}\" was changed by another command meanwhile", seen.audience_name),
                     "refresh it again");
  };
}

Expectation expect_list(std::string name, std::optional<std::string> match_attribute, ListPlace place) {
  return [name = std::move(name), match_attribute = std::move(match_attribute),
          place](const Database& database) -> std::optional<StoredAudience> {
    // No name begins like an id, so that an id, or a part of one, is not taken for a new name.
    if (!has_audience(database, name) && !name.starts_with("audience-id-")) return std::nullopt;
    StoredAudience stored = find_audience(database, name);
    if (place == ListPlace::fresh) {
      throw Error(ErrorKind::conflict,
                  fmt::format("an audience named \"{}\" exists already", stored.audience_name),
                  {Remedy::append_or_replace, {stored.audience_name}});
    }
    if (!stored.is_uploaded) {
      throw Error(ErrorKind::conflict,
                  fmt::format("\"{}\" was made from filters, not from a list", stored.audience_name),
                  "choose another name, or delete that audience first");
    }
    if (place == ListPlace::append && stored.match_attribute != match_attribute) {
      throw Error(ErrorKind::conflict,
                  fmt::format("\"{}\" is a list of {}, not of {}", stored.audience_name,
                              kind_of_values(stored.match_attribute), kind_of_values(match_attribute)),
                  match_remedy(stored));
    }
    return stored;
  };
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
                {Remedy::change_expect, {document.audience_name}});
  }
}

Kept store(Studio& studio, const FreshEvaluation& fresh, const Storing& how) {
  DataSource& source = studio.source();
  const std::optional<StoredAudience> existing = how.expects(source.own());
  for (const std::string& id : used_audiences(fresh.document)) find_audience(source.own(), id);
  const std::int64_t size = present_size(source, fresh, existing);
  if (fresh.document.expect) {
    check_expectation(fresh.document, size,
                      existing ? std::optional(size_of(*existing, source)) : std::nullopt);
  }
  CustomerSet members = source.make_permanent(fresh.evaluation.members);
  const TimePoint now = studio.now();
  StoredAudience stored = existing.value_or(StoredAudience{});
  if (!existing) {
    stored.audience_id = how.new_id.empty() ? new_audience_id() : how.new_id;
    stored.date_created = now;
  }
  const std::optional<CustomerSet> before =
      existing ? std::optional(CustomerSet::deserialize(stored.members, members.capacity())) : std::nullopt;
  if (before) members.widen(before->capacity());
  if (before && fresh.list() != nullptr && fresh.list()->adds) members |= *before;
  stored.audience_name = fresh.document.audience_name;
  stored.author = author_of(studio, fresh, how, existing);
  stored.date_modified = now;
  stored.as_of = fresh.as_of;
  stored.funnel = flat(fresh.evaluation.funnel);
  stored.members = members.serialize();
  stored.is_applied = stored.is_applied || how.is_applied;
  stored.is_uploaded = fresh.list() != nullptr;
  stored.match_attribute = fresh.list() != nullptr ? fresh.list()->match_attribute : std::nullopt;
  AnswerParts parts{.author = stored.author,
                    .size = size,
                    .id = stored.audience_id,
                    .created = format_time(stored.date_created),
                    .modified = format_time(now),
                    .is_ready = std::nullopt};
  // Links come and go: what is stored does not tell of them.
  stored.definition = answer_of(fresh, parts);
  if (existing) {
    update_audience(source.own(), stored);
    parts.is_ready = is_ready(studio, stored.audience_id);
  } else {
    stored.number = insert_audience(source.own(), stored);
  }
  keep_values(source.own(), stored.number, fresh.list());
  const Run run{.verb = how.verb,
                .run_at = now,
                .as_of = fresh.as_of,
                .size = size,
                .took = fresh.took,
                .funnel = stored.funnel,
                .definition = definition_of(fresh.document, stored.author),
                .note = how.note};
  return {stored.audience_id, answer_of(fresh, parts),
          add_run(source.own(), stored.number, run, before ? &*before : nullptr, members, how.runs),
          existing.has_value()};
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

Exchange exchange_of(const FreshEvaluation& fresh, const StoredAudience& existing) {
  CustomerSet left = CustomerSet::deserialize(existing.members, fresh.evaluation.members.capacity());
  CustomerSet entered = fresh.evaluation.members;
  entered -= left;
  left -= fresh.evaluation.members;
  return {static_cast<std::int64_t>(entered.count()), static_cast<std::int64_t>(left.count())};
}

}  // namespace audience
