// The order of verdicts.
#include "studio/redemption.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "audience/error.hpp"
#include "base/secret.hpp"
#include "link/download_name.hpp"
#include "link/token.hpp"
#include "storage/exports.hpp"
#include "studio/clock_trust.hpp"

namespace audience {
namespace {

ExpiredLink expired(const Claims& claims, const std::optional<ExportRecord>& record) {
  return {claims.export_id, record ? record->audience_name : std::string{}, claims.expires_at};
}

/// 0 at the end.
std::size_t read_block(const GrantedLink& link, std::array<char, 65536>& block) {
  for (;;) {
    const ssize_t got = ::read(link.copy.descriptor.get(), block.data(), block.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) continue;
    throw Error(ErrorKind::database_unusable,
                fmt::format("cannot read the copy of export {}: {}", link.export_id, std::strerror(errno)));
  }
}

}  // namespace

Redemption redeem(const Studio& studio, std::string_view token, TimePoint now) {
  const Database& database = studio.database();
  const Spool spool = studio.spool();
  spool.check();
  const auto claims = verify(token, studio.keys().keys(now), database_id(database));
  if (!claims) return RefusedLink{};
  const auto record = find_export(database, claims->export_id);
  if (now >= claims->expires_at) {
    if (trust_in_clock(database, now).until >= claims->expires_at) spool.remove({claims->export_id});
    return expired(*claims, record);
  }
  if (!record || record->revoked_at || record->expires_at != claims->expires_at) return RefusedLink{};
  auto copy = spool.open(spool.path_for(record->export_id, claims->expires_at, record->format));
  if (!copy || copy->bytes != static_cast<std::uint64_t>(record->bytes)) return expired(*claims, record);
  if (claims->issued_at > now) return RefusedLink{};
  const std::uint64_t bytes = copy->bytes;
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

void read_copy(const GrantedLink& link, const std::function<void(std::string_view)>& take) {
  Sha256 hash;
  std::array<char, 65536> block{};
  while (const std::size_t got = read_block(link, block)) {
    const std::string_view bytes(block.data(), got);
    hash.update(bytes);
    take(bytes);
  }
  if (to_hex(hash.finish()) == link.sha256) return;
  throw Error(ErrorKind::database_unusable, fmt::format("the copy of export {} is damaged", link.export_id),
              fmt::format("ask for a new export of \"{}\"", link.audience_name));
}

}  // namespace audience
