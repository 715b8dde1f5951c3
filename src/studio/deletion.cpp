// Chosen again under the lock, moved, their copies removed.
#include "studio/deletion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audience/error.hpp"
#include "storage/audiences.hpp"
#include "storage/exports.hpp"
#include "studio/published_members.hpp"
#include "studio/undeletion.hpp"

namespace audience {
namespace {

std::optional<KnownAudience> find(const std::vector<KnownAudience>& known, std::string_view reference) {
  const auto first = [&](const auto& is_meant) {
    const auto found = std::find_if(known.begin(), known.end(), is_meant);
    return found == known.end() ? std::nullopt : std::optional(*found);
  };
  if (auto named = first([&](const KnownAudience& one) { return one.audience_name == reference; }))
    return named;
  return first([&](const KnownAudience& one) {
    return one.audience_id == reference || one.audience_id == "audience-id-" + std::string(reference);
  });
}

void refuse_used(const std::vector<KnownAudience>& known, const std::vector<KnownAudience>& chosen) {
  std::vector<std::string> ids;
  for (const KnownAudience& one : chosen) ids.push_back(one.audience_id);
  if (const auto use = used_from_outside(known, ids)) {
    throw Error(ErrorKind::conflict,
                fmt::format("\"{}\" is used by \"{}\"; nothing was deleted", use->used, use->user),
                fmt::format("delete \"{}\" too, or take it out of its filters", use->user));
  }
  refuse_beside_damaged(known, ids);
}

bool uses_any(const DeletedAudience& user, const std::set<std::string>& ids) {
  return std::any_of(user.uses.begin(), user.uses.end(), [&](const auto& id) { return ids.contains(id); });
}

/// Those that could not come back without one of `ids`, in turn.
std::vector<DeletedAudience> dependents(const std::vector<DeletedAudience>& deleted,
                                        std::set<std::string> ids) {
  std::vector<DeletedAudience> found;
  for (std::size_t before = ids.size() + 1; ids.size() != before;) {
    before = ids.size();
    for (const DeletedAudience& one : deleted) {
      if (uses_any(one, ids) && ids.insert(one.audience_id).second) found.push_back(one);
    }
  }
  return found;
}

/// Each by what means it and no other: a name is looked for among those in use first.
std::vector<std::string> references_to(const Deletable& chosen, const std::vector<KnownAudience>& known,
                                       const std::vector<DeletedAudience>& deleted) {
  std::vector<std::string> references;
  for (const KnownAudience& one : chosen.present) references.push_back(one.audience_name);
  for (const DeletedAudience& one : chosen.deleted) {
    const bool is_taken = std::any_of(known.begin(), known.end(), [&](const KnownAudience& other) {
      return other.audience_name == one.audience_name;
    });
    references.push_back(is_taken ? one.audience_id : reference_to(deleted, one));
  }
  return references;
}

/// The name of the first that the user needs.
template <typename Audience>
std::string name_of_used(const DeletedAudience& user, const std::vector<Audience>& audiences) {
  for (const Audience& one : audiences) {
    if (uses_any(user, {one.audience_id})) return one.audience_name;
  }
  return {};
}

/// Throws where a deleted audience that stays uses what is to be forgotten.
void refuse_needed(const std::vector<KnownAudience>& known, const std::vector<DeletedAudience>& deleted,
                   const Deletable& chosen) {
  std::set<std::string> ids;
  for (const KnownAudience& one : chosen.present) ids.insert(one.audience_id);
  for (const DeletedAudience& one : chosen.deleted) ids.insert(one.audience_id);
  const std::vector<DeletedAudience> users = dependents(deleted, ids);
  if (users.empty()) return;
  Deletable all = chosen;
  all.deleted.insert(all.deleted.end(), users.begin(), users.end());
  const DeletedAudience& user = users.front();
  std::string used = name_of_used(user, chosen.present);
  if (used.empty()) used = name_of_used(user, chosen.deleted);
  throw Error(ErrorKind::conflict,
              fmt::format("\"{}\" is used by \"{}\" (deleted {}), which could not come back without it; "
                          "nothing was deleted",
                          used, user.audience_name, format_minute(user.deleted_at)),
              {Remedy::purge_together, references_to(all, known, deleted)});
}

template <typename Audience>
void add_once(std::vector<Audience>& chosen, Audience one) {
  const bool twice = std::any_of(chosen.begin(), chosen.end(),
                                 [&](const auto& other) { return other.audience_id == one.audience_id; });
  if (!twice) chosen.push_back(std::move(one));
}

Deletion delete_chosen(const Studio& studio, const std::vector<std::string>& references, bool for_good) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  Deletable chosen = deletable_audiences(studio, references, for_good);
  std::vector<std::string> linked;
  for (const KnownAudience& one : chosen.present) {
    for (std::string& id : delete_with_links(studio, one.audience_id)) linked.push_back(std::move(id));
  }
  if (for_good) {
    std::vector<DeletedAudience> gone = chosen.deleted;
    const std::vector<DeletedAudience> deleted = deleted_audiences(database);
    for (const KnownAudience& one : chosen.present) gone.push_back(*find_deleted(deleted, one.audience_id));
    for (const DeletedAudience& one : gone) forget_audience(database, one.number);
  }
  commit_and_tell_members(studio, transaction);
  return {std::move(chosen), studio.spool().remove(linked).left};
}

}  // namespace

std::vector<std::string> Deletable::names() const {
  std::vector<std::string> all;
  for (const KnownAudience& one : present) all.push_back(one.audience_name);
  for (const DeletedAudience& one : deleted) all.push_back(one.audience_name);
  return all;
}

void refuse_beside_damaged(const std::vector<KnownAudience>& known, const std::vector<std::string>& ids) {
  for (const KnownAudience& one : known) {
    const bool goes_too = std::find(ids.begin(), ids.end(), one.audience_id) != ids.end();
    if (!one.is_damaged || goes_too) continue;
    throw Error(ErrorKind::database_unusable,
                fmt::format("\"{}\" is damaged and may use what is to be deleted; nothing was deleted",
                            one.audience_name),
                {Remedy::restore_backup, {one.audience_name}});
  }
}

std::optional<KnownAudience> find_whole(const Studio& studio, std::string_view reference) {
  return find(known_audiences(studio.database()), reference);
}

Deletable deletable_audiences(const Studio& studio, const std::vector<std::string>& references,
                              bool among_deleted) {
  const std::vector<KnownAudience> known = known_audiences(studio.database());
  std::vector<DeletedAudience> before;
  if (among_deleted) before = deleted_audiences(studio.database());
  Deletable chosen;
  for (const std::string& reference : references) {
    if (auto one = find(known, reference)) {
      add_once(chosen.present, std::move(*one));
    } else if (auto other = find_deleted(before, reference)) {
      add_once(chosen.deleted, std::move(*other));
    } else {
      // What became of it, or the nearest name.
      find_audience(studio.database(), reference);
      throw Error(ErrorKind::not_found, fmt::format("there is no audience \"{}\"", reference));
    }
  }
  refuse_used(known, chosen.present);
  if (among_deleted) refuse_needed(known, before, chosen);
  return chosen;
}

std::vector<std::string> delete_with_links(const Studio& studio, std::string_view audience_id) {
  revoke_exports_of(studio.database(), audience_id, studio.now());
  delete_audience(studio.database(), audience_id, studio.now());
  // Also those whose links were dead before: their copies may lie there still.
  std::vector<std::string> linked;
  for (const ExportRecord& record : exports_of(studio.database(), audience_id)) {
    if (record.expires_at) linked.push_back(record.export_id);
  }
  return linked;
}

Deletion delete_audiences(const Studio& studio, const std::vector<std::string>& references) {
  return delete_chosen(studio, references, false);
}

Deletion forget_audiences(const Studio& studio, const std::vector<std::string>& references) {
  return delete_chosen(studio, references, true);
}

}  // namespace audience
