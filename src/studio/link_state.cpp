// Rows and copies seen together.
#include "studio/link_state.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {

namespace {

bool may_be_left(const Spool& spool, const std::string& export_id) {
  try {
    return spool.find(export_id).has_value();
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

std::string_view name_of(LinkState state) {
  switch (state) {
    case LinkState::none:
      return "no link";
    case LinkState::alive:
      return "alive";
    case LinkState::expired:
      return "expired";
    case LinkState::revoked:
      return "revoked";
  }
  return {};
}

LinkState link_state(const ExportRecord& record, const Spool& spool, TimePoint now) {
  if (!record.expires_at) return LinkState::none;
  if (record.revoked_at) return LinkState::revoked;
  if (now >= *record.expires_at) return LinkState::expired;
  std::error_code fault;
  const auto copy = spool.path_for(record.export_id, *record.expires_at, record.format);
  return std::filesystem::exists(copy, fault) ? LinkState::alive : LinkState::expired;
}

std::optional<bool> is_ready(const Studio& studio, std::string_view audience_id) {
  const Spool spool = studio.spool();
  std::optional<bool> ready;
  for (const ExportRecord& record : exports_of(studio.database(), audience_id)) {
    const LinkState state = link_state(record, spool, studio.now());
    if (state == LinkState::alive) return true;
    if (state != LinkState::none) ready = false;
  }
  return ready;
}

void remove_copies(const Spool& spool, const std::vector<std::string>& export_ids) {
  std::size_t left = 0;
  for (const std::string& id : export_ids) {
    spool.remove(id);
    if (may_be_left(spool, id)) ++left;
  }
  if (left == 0) return;
  throw Error(ErrorKind::write_failed,
              fmt::format("the links are dead, but {} of their files could not be removed from {}", left,
                          spool.folder().string()),
              {Remedy::collect_copies, {spool.folder().string()}});
}

}  // namespace audience
