// Tokens: the exact text, and everything that is not it.
#include "link/token.hpp"

#include <doctest/doctest.h>

#include "base/secret.hpp"

namespace audience {
namespace {

const SigningKey key{"00112233445566ff", std::string(32, '\x0b'), from_unix(1'694'678'000)};
const Claims claims{"0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210",
                    from_unix(1'694'678'691), from_unix(1'694'679'051)};

// Made by another implementation (PyJWT 2.6.0) with the same key, header and claims.
constexpr std::string_view token =
    "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAwMTEyMjMzNDQ1NTY2ZmYiLCJ0eXAiOiJhdWRpZW5jZS1leHBvcnQrand0In0.eyJp"
    "c3MiOiJhdWRpZW5jZSIsImp0aSI6IjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIiwiYXVkIjoiZmVkY2JhOTg3"
    "NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTAiLCJpYXQiOjE2OTQ2Nzg2OTEsImV4cCI6MTY5NDY3OTA1MX0.zSXXXUZAktvZuyiX"
    "0maqTue3VpDLXCoxDw0iq8-zNA0";

std::optional<Claims> read(std::string_view text) { return verify(text, {key}, claims.database_id); }

/// The claims as given, signed as they are: what a forger with the key could write, and no one else.
std::string signed_text(const std::string& header, const std::string& payload) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto encode = [&](const std::string& bytes) {
    std::string text;
    for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
      unsigned value = 0;
      for (std::size_t i = bit; i < bit + 6; ++i) {
        const unsigned byte = i / 8 < bytes.size() ? static_cast<unsigned char>(bytes[i / 8]) : 0U;
        value = value * 2 + ((byte >> (7 - i % 8)) & 1U);
      }
      text += letters[value];
    }
    return text;
  };
  const std::string signed_part = encode(header) + "." + encode(payload);
  return signed_part + "." + encode(keyed_hash(key.secret, signed_part));
}

const std::string right_header = R"({"alg":"HS256","kid":"00112233445566ff","typ":"audience-export+jwt"})";
const std::string right_payload =
    R"({"iss":"audience","jti":"0123456789abcdef0123456789abcdef","aud":"fedcba9876543210fedcba9876543210",)"
    R"("iat":1694678691,"exp":1694679051})";

}  // namespace

TEST_CASE("a token is the one another implementation makes of the same claims") {
  CHECK(sign(claims, key) == token);
  CHECK(signed_text(right_header, right_payload) == token);
}

TEST_CASE("a token is read by any of the keys and for its own database only") {
  const SigningKey other{"ffeeddccbbaa9988", std::string(32, '\x0c'), key.made_at};
  CHECK(read(token) == claims);
  CHECK(verify(token, {other, key}, claims.database_id) == claims);
  CHECK_FALSE(verify(token, {other}, claims.database_id));
  CHECK_FALSE(verify(token, {}, claims.database_id));
  CHECK_FALSE(verify(token, {key}, "fedcba9876543210fedcba9876543211"));
  const SigningKey same_name{key.kid, other.secret, key.made_at};
  CHECK_FALSE(verify(token, {same_name}, claims.database_id));
}

TEST_CASE("every single flipped bit of a token is refused") {
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string flipped(token);
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
      CHECK_FALSE_MESSAGE(read(flipped), i);
    }
  }
}

TEST_CASE("every beginning of a token and everything around it is refused") {
  for (std::size_t length = 0; length < token.size(); ++length) {
    CHECK_FALSE(read(token.substr(0, length)));
    CHECK_FALSE(read(token.substr(token.size() - length)));
  }
  const std::string text(token);
  for (const std::string& padded :
       {text + "=", text + ".", "." + text, text + " ", text + "\n", text + "A", text + std::string(1, '\0'),
        text + "." + text, text + std::string(longest_token, 'A'), std::string("..")}) {
    CHECK_FALSE(read(padded));
  }
}

TEST_CASE("a token is found in its link, and stands for itself") {
  struct Case {
    const char *given, *token;
  };
  const Case cases[] = {
      {"a.b.c", "a.b.c"},
      {" \ta.b.c\r\n", "a.b.c"},
      {"https://x.example/exports/a.b.c", "a.b.c"},
      {"http://x.example/deep/er/exports/a.b.c?from=mail#top\n", "a.b.c"},
      {"https://x.example/exports/", ""},
      {"exports/a.b.c", "exports/a.b.c"},
      {" \n", ""},
      {"", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.given);
    CHECK(token_in(one.given) == one.token);
  }
}

TEST_CASE("a token beyond its bound is refused although the key signed it") {
  CHECK(read(signed_text(right_header, right_payload + std::string(90, ' '))) == claims);
  CHECK_FALSE(read(signed_text(right_header, right_payload + std::string(longest_token, ' '))));
}

TEST_CASE("other spellings of the signature's last letter are refused") {
  // 32 bytes end in a letter of four bits: three more letters decode to the same bytes.
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int accepted = 0;
  for (const char letter : letters)
    accepted += read(std::string(token.substr(0, token.size() - 1)) + letter) ? 1 : 0;
  CHECK(accepted == 1);
}

TEST_CASE("other headers are refused although the key signed them") {
  for (const char* header :
       {R"({"alg":"none","kid":"00112233445566ff","typ":"audience-export+jwt"})",
        R"({"alg":"HS512","kid":"00112233445566ff","typ":"audience-export+jwt"})",
        R"({"alg":"hs256","kid":"00112233445566ff","typ":"audience-export+jwt"})",
        R"({"kid":"00112233445566ff","alg":"HS256","typ":"audience-export+jwt"})",
        R"({"typ":"audience-export+jwt","kid":"00112233445566ff","alg":"HS256"})",
        R"({"alg": "HS256","kid":"00112233445566ff","typ":"audience-export+jwt"})",
        R"({"alg":"HS256","kid":"00112233445566ff","typ":"JWT"})",
        R"({"alg":"HS256","typ":"audience-export+jwt"})",
        R"({"alg":"HS256","kid":"00112233445566fe","typ":"audience-export+jwt"})", R"({"alg":"HS256"})", "{}",
        "", R"({"alg":"HS256","kid":"00112233445566ff","typ":"audience-export+jwt","crit":["exp"]})"}) {
    CHECK_FALSE_MESSAGE(read(signed_text(header, right_payload)), header);
  }
}

TEST_CASE("other claims are refused although the key signed them") {
  struct Change {
    std::string_view from, to;
  };
  for (const auto& [from, to] : std::initializer_list<Change>{
           {R"("iss":"audience",)", ""},
           {R"("audience")", R"("Audience")"},
           {R"("audience")", "1"},
           {"1694679051}", R"(1694679051,"nbf":0})"},
           {"1694679051}", R"(1694679051,"exp":1694679051})"},
           {"1694679051", "1694679051.5"},
           {"1694679051", "1.694679051e9"},
           {"1694679051", "-1"},
           {"1694679051", "253402300800"},
           {"1694679051", "99999999999999999999"},
           {"1694679051", R"("1694679051")"},
           {"1694679051", "null"},
           {R"("0123456789abcdef0123456789abcdef")", R"("0123456789abcdef")"},
           {"0123456789abcdef0123", "0123456789ABCDEF0123"},
           {"0123456789abcdef0123", "../456789abcdef/0123"},
           {R"("fedcba9876543210fedcba9876543210")", R"(["fedcba9876543210fedcba9876543210"])"},
           {"}", ""},
           {"}", "}}"}}) {
    std::string payload = right_payload;
    payload.replace(payload.find(from), from.size(), to);
    CHECK_FALSE_MESSAGE(read(signed_text(right_header, payload)), payload);
  }
  for (const char* payload : {"", "null", "[]", "{}", "7", "\xff"})
    CHECK_FALSE(read(signed_text(right_header, payload)));
}

}  // namespace audience
