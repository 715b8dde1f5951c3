// Rows and copies seen together.
#include "studio/link_state.hpp"

namespace audience {

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

}  // namespace audience
