// What may stand where an audience is stored, and how it is refused.
#include "studio/expectation.hpp"

#include <fmt/format.h>

#include "model/audience_id.hpp"
#include "storage/audience_names.hpp"
#include "storage/history.hpp"

namespace audience {
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

}  // namespace

std::string kind_of_values(const std::optional<std::string>& match_attribute) {
  return match_attribute ? "values of " + *match_attribute : "customer ids";
}

Expectation expect_nothing(std::string name) {
  return [name = std::move(name)](const Database& database) -> std::optional<StoredAudience> {
    if (has_audience(database, name)) refuse_taken(name);
    check_name(database, name, 0);
    return std::nullopt;
  };
}

Expectation expect_document(std::string name) {
  return [name = std::move(name)](const Database& database) {
    std::optional<StoredAudience> existing = audience_named(database, name);
    if (existing && !existing->is_damaged) refuse_list(*existing);
    return existing;
  };
}

Expectation expect_draft(std::string audience_id, std::string file) {
  return [audience_id = std::move(audience_id), file = std::move(file)](const Database& database) {
    StoredAudience stored = find_audience(database, audience_id);
    if (stored.status == Status::draft) return std::optional(std::move(stored));
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
    if (!has_audience(database, name) && !name.starts_with(id_prefix)) {
      check_name(database, name, 0);
      return std::nullopt;
    }
    std::optional<StoredAudience> damaged;
    if (place == ListPlace::replace) damaged = audience_named(database, name);
    // Nothing of it can be relied on, so that nothing of it stands against its replacement.
    if (damaged && damaged->is_damaged) return damaged;
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

}  // namespace audience
