// Replies of servers, and what is told of them.
#include "link/smtp_conversation.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace audience {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the last reply is told if it refused something") {
  struct Row {
    std::vector<const char*> lines;
    const char* refusal;
  };
  const Row rows[] = {{{"220 ready\r\n", "250 ok\r\n"}, ""},
                      {{"550 no such user\r\n"}, "550 no such user"},
                      {{"550-no such\r\n", "550 user\r\n"}, "550 no such user"},
                      {{"454 no TLS today\r\n", "250 sender\r\n", "550 no\r\n"}, "550 no"},
                      {{"454 no TLS today\r\n", "250 sender\r\n"}, ""},
                      {{"550 no\r\n", "221 bye\r\n"}, "550 no"},
                      {{"535 wrong\r\n", "334 \r\n", "535-wrong\r\n", "535 again\r\n"}, "535 wrong again"},
                      {{"550\r\n"}, "550 "},
                      {{"550 \r\n"}, "550 "},
                      {{"\r\n", "x\r\n", ""}, ""}};
  for (const Row& row : rows) {
    SmtpConversation talk("text", 60s);
    for (const char* line : row.lines) talk.take(line);
    CHECK(talk.refusal() == row.refusal);
  }
}

TEST_CASE("an endless refusal is cut") {
  SmtpConversation talk("text", 60s);
  for (int i = 0; i < 1000; ++i) talk.take("550-and another thing\r\n");
  CHECK(talk.refusal().size() < 500);
}

TEST_CASE("a mail is accepted once all of it was given and the server agreed") {
  SmtpConversation talk("abcde", 60s);
  std::array<char, 3> buffer{};
  talk.take("250 recipient\r\n");
  CHECK(talk.give(buffer.data(), buffer.size()) == 3);
  CHECK(std::string(buffer.data(), 3) == "abc");
  talk.take("250 too early\r\n");
  CHECK_FALSE(talk.accepted());
  CHECK(talk.give(buffer.data(), buffer.size()) == 2);
  CHECK(talk.give(buffer.data(), buffer.size()) == 0);
  CHECK(talk.sent());
  talk.take("250-taken\r\n");
  CHECK(talk.accepted());
  CHECK_FALSE(talk.overdue());
  CHECK(SmtpConversation("", -3s).overdue());
}

TEST_CASE("a refused mail is not accepted by what follows") {
  SmtpConversation talk("abc", 60s);
  std::array<char, 8> buffer{};
  CHECK(talk.give(buffer.data(), buffer.size()) == 3);
  talk.take("554 spam\r\n");
  talk.take("221 bye\r\n");
  talk.take("250 ok\r\n");
  CHECK_FALSE(talk.accepted());
}

TEST_CASE("tokens in a reason are blanked, whole or in pieces") {
  const std::string token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhdWRpZW5jZSJ9.Ab0_-Ab0_-Ab0_-Ab0_-";
  const std::string body =
      "ana exported.\n\nhttps://audience.example.org/exports/" + token + "\n\nThe link ends.\n";
  struct Row {
    std::string reason;
    std::string expected;
  };
  const Row rows[] = {{"", ""},
                      {"550 no such user", "550 no such user"},
                      {token, "…"},
                      {"554 <https://audience.example.org/exports/" + token + "> is listed",
                       "554 <https://audience.example.org/exports/…> is listed"},
                      {"554 " + token.substr(0, 30) + " " + token.substr(30), "554 … …"},
                      {"554 see x" + token + ".", "554 see …"},
                      {"554 " + token.substr(5, 16), "554 …"},
                      {"554 by antispam-gateway-number-seventeen.of-a-long-name.example.org",
                       "554 by antispam-gateway-number-seventeen.of-a-long-name.example.org"},
                      {"554 " + token.substr(5, 15), "554 " + token.substr(5, 15)}};
  for (const Row& row : rows) CHECK(without_tokens(row.reason, body) == row.expected);
  CHECK(without_tokens(token, token) == "…");
}

}  // namespace
}  // namespace audience
