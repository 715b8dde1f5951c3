// The order of verdicts.
#include "cli/redemption.hpp"

#include <fmt/format.h>

#include <array>

#include "link/download_name.hpp"
#include "link/token.hpp"
#include "storage/exports.hpp"

namespace audience {
namespace {

ExpiredLink expired(const Claims& claims, const std::optional<ExportRecord>& record) {
  return {claims.export_id, record ? record->audience_name : std::string{}, claims.expires_at};
}

}  // namespace

std::string age_text(std::chrono::seconds age) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units{
      {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
  for (const auto& [seconds, name] : units) {
    const std::int64_t count = age.count() / seconds;
    if (count > 0) return fmt::format("{} {}{} ago", count, name, count == 1 ? "" : "s");
  }
  return "just now";
}

Redemption Redeemer::redeem(std::string_view token, TimePoint now) const {
  spool_.check();
  const auto claims = verify(token, keys_.keys(now), database_id(database_));
  if (!claims) return RefusedLink{};
  const auto record = find_export(database_, claims->export_id);
  if (now >= claims->expires_at) {
    spool_.remove(claims->export_id);
    return expired(*claims, record);
  }
  if (!record || record->revoked_at || record->expires_at != claims->expires_at) return RefusedLink{};
  auto copy = spool_.open(spool_.path_for(record->export_id, claims->expires_at, record->format));
  if (!copy || copy->bytes() != static_cast<std::uint64_t>(record->bytes)) return expired(*claims, record);
  if (claims->issued_at > now) return RefusedLink{};
  const std::uint64_t bytes = copy->bytes();
  return GrantedLink{
      .export_id = record->export_id,
      .audience_name = record->audience_name,
      .copy = std::move(*copy),
      .download_name = download_name(record->audience_name, record->exported_at, record->format),
      .format = record->format,
      .bytes = bytes,
      .sha256 = record->sha256,
      .expires_at = claims->expires_at};
}

}  // namespace audience
