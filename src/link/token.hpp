// The token of a link: who may fetch which export until when, signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "link/signing_key.hpp"

namespace audience {

/// What a token says. It holds no path and nothing of a person.
struct Claims {
  std::string export_id;    ///< `jti`: 32 hex digits, 128 random bits
  std::string database_id;  ///< `aud`: the random id of the database that issued it
  TimePoint issued_at{}, expires_at{};
  friend bool operator==(const Claims&, const Claims&) = default;
};

inline constexpr std::size_t longest_token = 1024;

/// The token in what a person was given: the last segment of a link's path, else the text without blanks
/// around it.
std::string token_in(std::string_view given);

/// A JSON Web Token (RFC 7519) in compact form (RFC 7515), HS256. Header and claims are always written alike:
/// `{"alg":"HS256","kid":…,"typ":"audience-export+jwt"}` and
/// `{"iss":"audience","jti":…,"aud":…,"iat":…,"exp":…}`.
std::string sign(const Claims& claims, const SigningKey& key);

/// What the token says, if one of the keys signed it for this database; whether its time has come is for the
/// caller. Nothing for any other text, and no reason why. The header must be, letter by letter, that of a key
/// (RFC 8725 3.1: no algorithm is ever chosen by a token), and the signature is compared in constant time
/// before anything is decoded.
std::optional<Claims> verify(std::string_view token, const std::vector<SigningKey>& keys,
                             std::string_view database_id);

}  // namespace audience
