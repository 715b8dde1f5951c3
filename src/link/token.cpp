// HS256 over a header that is known beforehand.
#include "link/token.hpp"

#include <charconv>
#include <cstdint>

#include "base/secret.hpp"
#include "json/json_fields.hpp"
#include "json/json_writer.hpp"

namespace audience {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view issuer = "audience";
/// 9999-12-31T23:59:59Z: what can be written as a date.
constexpr std::int64_t last_time = 253402300799;

/// base64url without padding (RFC 4648 5).
std::string encode(std::string_view bytes) {
  std::string text;
  std::uint32_t kept = 0;
  int bits = 0;
  for (const char c : bytes) {
    kept = (kept << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += letters[(kept >> static_cast<unsigned>(bits)) & 63U];
    }
    kept &= (1U << static_cast<unsigned>(bits)) - 1U;
  }
  if (bits > 0) text += letters[(kept << static_cast<unsigned>(6 - bits)) & 63U];
  return text;
}

/// Nothing for a text that `encode` would not have written.
std::optional<std::string> decode(std::string_view text) {
  std::string bytes;
  std::uint32_t kept = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t letter = letters.find(c);
    if (letter == std::string_view::npos) return std::nullopt;
    kept = (kept << 6U) | static_cast<std::uint32_t>(letter);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(kept >> static_cast<unsigned>(bits));
    kept &= (1U << static_cast<unsigned>(bits)) - 1U;
  }
  if (bits >= 6 || kept != 0) return std::nullopt;
  return bytes;
}

std::string header_of(const SigningKey& key) {
  return encode(R"({"alg":"HS256","kid":")" + key.kid + R"(","typ":"audience-export+jwt"})");
}

std::string text_of(const Claims& claims) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::compact);
  json.begin_object();
  json.text_member("iss", issuer);
  json.text_member("jti", claims.export_id);
  json.text_member("aud", claims.database_id);
  json.integer_member("iat", to_unix(claims.issued_at));
  json.integer_member("exp", to_unix(claims.expires_at));
  json.end_object();
  return text;
}

std::optional<std::string> text_claim(const JsonValue& claims, std::string_view name) {
  const JsonValue* value = find_member(claims, name);
  if (value == nullptr || value->kind != JsonValue::Kind::text) return std::nullopt;
  return value->text;
}

std::optional<TimePoint> time_claim(const JsonValue& claims, std::string_view name) {
  const JsonValue* value = find_member(claims, name);
  if (value == nullptr || value->kind != JsonValue::Kind::number) return std::nullopt;
  const char* const end = value->text.data() + value->text.size();
  std::int64_t seconds = 0;
  const auto [stop, fault] = std::from_chars(value->text.data(), end, seconds);
  if (fault != std::errc{} || stop != end || seconds < 0 || seconds > last_time) return std::nullopt;
  return from_unix(seconds);
}

/// Exactly the five claims, each of its type.
std::optional<Claims> parse_claims(std::string_view json) {
  Faults faults;
  const auto tree = parse_json(json, faults);
  if (!tree || !faults.empty() || tree->kind != JsonValue::Kind::object || tree->members().size() != 5)
    return std::nullopt;
  const auto export_id = text_claim(*tree, "jti");
  const auto database_id = text_claim(*tree, "aud");
  const auto issued_at = time_claim(*tree, "iat");
  const auto expires_at = time_claim(*tree, "exp");
  if (text_claim(*tree, "iss") != issuer || !export_id || !database_id || !issued_at || !expires_at)
    return std::nullopt;
  if (export_id->size() != 32 || from_hex(*export_id).empty()) return std::nullopt;
  return Claims{*export_id, *database_id, *issued_at, *expires_at};
}

bool is_signed_by(const SigningKey& key, std::string_view header, std::string_view signed_part,
                  std::string_view signature) {
  return header == header_of(key) && equal_secrets(signature, encode(keyed_hash(key.secret, signed_part)));
}

}  // namespace

std::string token_in(std::string_view given) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = given.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  given = given.substr(first, given.find_last_not_of(blanks) + 1 - first);
  if (!given.starts_with("http://") && !given.starts_with("https://")) return std::string(given);
  given = given.substr(0, given.find_first_of("?#"));
  return std::string(given.substr(given.rfind('/') + 1));
}

std::string sign(const Claims& claims, const SigningKey& key) {
  std::string token = header_of(key) + "." + encode(text_of(claims));
  return token + "." + encode(keyed_hash(key.secret, token));
}

std::optional<Claims> verify(std::string_view token, const std::vector<SigningKey>& keys,
                             std::string_view database_id) {
  if (token.size() > longest_token) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::string_view header = token.substr(0, first);
  for (const SigningKey& key : keys) {
    if (!is_signed_by(key, header, token.substr(0, last), token.substr(last + 1))) continue;
    const auto payload = decode(token.substr(first + 1, last - first - 1));
    auto claims = payload ? parse_claims(*payload) : std::nullopt;
    if (claims && claims->database_id == database_id) return claims;
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace audience
