// Chosen again under the lock, moved, their copies removed.
#include "studio/deletion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "storage/audiences.hpp"
#include "storage/exports.hpp"
#include "studio/link_state.hpp"
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

template <typename Audience>
void add_once(std::vector<Audience>& chosen, Audience one) {
  const bool twice = std::any_of(chosen.begin(), chosen.end(),
                                 [&](const auto& other) { return other.audience_id == one.audience_id; });
  if (!twice) chosen.push_back(std::move(one));
}

Deletable delete_chosen(const Studio& studio, const std::vector<std::string>& references, bool for_good) {
  Database& database = studio.database();
  Transaction transaction(database, Transaction::Kind::write);
  Deletable chosen = deletable_audiences(studio, references, for_good);
  std::vector<std::string> revoked;
  for (const KnownAudience& one : chosen.present) {
    for (std::string& id : delete_with_links(studio, one.audience_id)) revoked.push_back(std::move(id));
  }
  if (for_good) {
    std::vector<DeletedAudience> gone = chosen.deleted;
    const std::vector<DeletedAudience> deleted = deleted_audiences(database);
    for (const KnownAudience& one : chosen.present) gone.push_back(*find_deleted(deleted, one.audience_id));
    for (const DeletedAudience& one : gone) forget_audience(database, one.number);
  }
  transaction.commit();
  remove_copies(studio.spool(), revoked);
  return chosen;
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
      throw Error(ErrorKind::not_found, fmt::format("there is no audience \"{}\"", reference));
    }
  }
  refuse_used(known, chosen.present);
  return chosen;
}

std::vector<std::string> delete_with_links(const Studio& studio, std::string_view audience_id) {
  std::vector<std::string> revoked = revoke_exports_of(studio.database(), audience_id, studio.now());
  delete_audience(studio.database(), audience_id, studio.now());
  return revoked;
}

std::vector<KnownAudience> delete_audiences(const Studio& studio,
                                            const std::vector<std::string>& references) {
  return delete_chosen(studio, references, false).present;
}

Deletable forget_audiences(const Studio& studio, const std::vector<std::string>& references) {
  return delete_chosen(studio, references, true);
}

}  // namespace audience
