// Whether an export's link lives, and what that says of its audience.
#pragma once

#include <optional>
#include <string_view>

#include "link/spool.hpp"
#include "storage/exports.hpp"
#include "studio/studio.hpp"

namespace audience {

enum class LinkState { none, alive, expired, revoked };

/// `no link`, `alive`, `expired`, `revoked`.
std::string_view name_of(LinkState state);

/// Alive: not revoked, its time has not come, and its copy is there.
LinkState link_state(const ExportRecord& record, const Spool& spool, TimePoint now);

/// `is_ready` of an audience's answer: nothing before the first export with a link, true while one of them
/// lives, false after.
std::optional<bool> is_ready(const Studio& studio, std::string_view audience_id);

}  // namespace audience
