// The mail as it travels: headers nobody can add to, lines short enough, texts that read back.
#include "link/mail.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "audience/error.hpp"

namespace audience {
namespace {

Mail mail_of(const std::string& subject, const std::string& body) {
  return {"audience@example.org",
          "ana@example.org",
          subject,
          body,
          "0123@example.org",
          parse_time("2026-11-24T12:34:56")->start};
}

/// The lines of a header with its continuations.
std::string header(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find("\r\n" + name + ":") + 2;
  std::size_t end = text.find("\r\n", begin);
  while (text[end + 2] == ' ') end = text.find("\r\n", end + 2);
  return text.substr(begin, end - begin);
}

std::string body_of(const std::string& text) { return text.substr(text.find("\r\n\r\n") + 4); }

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    REQUIRE(end != std::string_view::npos);
    longest = std::max(longest, end);
    text.remove_prefix(end + 2);
  }
  return longest;
}

bool only_pairs_of_cr_and_lf(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n')) return false;
    if (text[at] == '\n' && (at == 0 || text[at - 1] != '\r')) return false;
  }
  return true;
}

TEST_CASE("a mail in ASCII is written as it is") {
  CHECK(compose(mail_of("Customers of \"Winter\": 5 rows", "One.\n\nTwo.\n")) ==
        "From: audience@example.org\r\n"
        "To: ana@example.org\r\n"
        "Subject: Customers of \"Winter\": 5 rows\r\n"
        "Date: Tue, 24 Nov 2026 12:34:56 +0000\r\n"
        "Message-ID: <0123@example.org>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 7bit\r\n"
        "\r\n"
        "One.\r\n\r\nTwo.\r\n");
}

TEST_CASE("every day and month has its name") {
  struct Row {
    const char* time;
    const char* expected;
  };
  const Row rows[] = {{"2023-01-01T00:00:00", "Date: Sun, 01 Jan 2023 00:00:00 +0000"},
                      {"2024-02-29T23:59:59", "Date: Thu, 29 Feb 2024 23:59:59 +0000"},
                      {"2026-12-05T08:04:51", "Date: Sat, 05 Dec 2026 08:04:51 +0000"}};
  for (const Row& row : rows) {
    Mail mail = mail_of("x", "y");
    mail.date = parse_time(row.time)->start;
    CHECK(header(compose(mail), "Date") == row.expected);
  }
}

TEST_CASE("subjects are folded at blanks or written in encoded words") {
  struct Row {
    const char* subject;
    const char* expected;
  };
  const Row rows[] = {
      {"", "Subject:"},
      {"Winter", "Subject: Winter"},
      {"Été", "Subject: =?utf-8?Q?=C3=89t=C3=A9?="},
      {"a b: c", "Subject: a b: c"},
      {"a  b", "Subject: =?utf-8?Q?a__b?="},
      {" a", "Subject: =?utf-8?Q?_a?="},
      {"=?utf-8?Q?x?=", "Subject: =?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fx=3F=3D?="},
      {"seven words of ten letters: abcdefghij abcdefghij abcdefghij abcdefghij abcdefghij",
       "Subject: seven words of ten letters: abcdefghij abcdefghij abcdefghij\r\n abcdefghij abcdefghij"},
      // Thirty letters of three bytes: none is torn, and readers drop the break between the words.
      {"ŵ€€€€€€€€€€",
       "Subject: =?utf-8?Q?=C5=B5=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC?=\r\n"
       " =?utf-8?Q?=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC?="}};
  for (const Row& row : rows) {
    CAPTURE(row.subject);
    CHECK(header(compose(mail_of(row.subject, "x")), "Subject") == row.expected);
  }
}

TEST_CASE("no subject makes a header line too long") {
  const std::string subjects[] = {std::string(2000, 'x'), std::string(2000, ' '), std::string(2000, '='),
                                  std::string(61, 'x') + " " + std::string(60, 'y')};
  for (const std::string& subject : subjects) {
    const std::string text = compose(mail_of(subject, "x"));
    CHECK(longest_line(text) <= 78);
    CHECK(text.find("\r\n \r\n") == std::string::npos);
  }
}

TEST_CASE("nothing in a subject or a body becomes a header or a bare line end") {
  using namespace std::string_literals;
  const std::string evil = "Winter\r\nBcc: eve@example.org\n\rX: y\0z\x1b[2J\x7f"s;
  const std::string text = compose(mail_of(evil, evil));
  CHECK(only_pairs_of_cr_and_lf(text));
  CHECK(header(text, "Subject") == "Subject: Winter??Bcc: eve@example.org??X: y?z?[2J?");
  CHECK(body_of(text) == "Winter\r\nBcc: eve@example.org\r\n?X: y?z?[2J?\r\n");
}

TEST_CASE("bodies that are long or no ASCII are quoted-printable") {
  struct Row {
    std::string body;
    std::string expected;
  };
  const std::string token(998, 'a');
  const Row rows[] = {
      {"", "\r\n"},
      {".\n..\n.x\n", ".\r\n..\r\n.x\r\n"},
      {"tab\there\r\nand CR LF\r\n", "tab\there\r\nand CR LF\r\n"},
      {token, token + "\r\n"},
      {"Été = summer \n", "=C3=89t=C3=A9 =3D summer=20\r\n"},
      {"é\t\n.\n", "=C3=A9=09\r\n.\r\n"},
      {"broken \xC3", "broken ?\r\n"},
      {"é" + std::string(70, 'x'), "=C3=A9" + std::string(69, 'x') + "=\r\nx\r\n"},
      {"é" + std::string(68, 'x') + "é", "=C3=A9" + std::string(68, 'x') + "=\r\n=C3=A9\r\n"}};
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(body_of(compose(mail_of("x", row.body))) == row.expected);
  }
  const std::string long_line = compose(mail_of("x", std::string(5000, 'a')));
  CHECK(longest_line(long_line) <= 78);
  CHECK(header(long_line, "Content-Transfer-Encoding") == "Content-Transfer-Encoding: quoted-printable");
}

TEST_CASE("only plain addresses are mailed to") {
  const std::string good[] = {"ana@example.org",
                              "a@b",
                              "root@localhost",
                              "ana.maria+news=x@mail.example.org",
                              "!#$%&'*+-/=?^_`{|}~@example.org",
                              "a@xn--bcher-kva.example",
                              std::string(64, 'a') + "@example.org"};
  for (const std::string& address : good) CHECK_NOTHROW(check_address("--email", address));
  const std::string domain_of_190 =
      std::string(63, 'd') + "." + std::string(63, 'd') + "." + std::string(62, 'd');
  CHECK_NOTHROW(check_address("--email", std::string(63, 'a') + "@" + domain_of_190));
  const std::string bad[] = {"",
                             "ana",
                             "@example.org",
                             "ana@",
                             "ana@@example.org",
                             "a@b@example.org",
                             "ana@example.org\r\nBcc: eve@example.org",
                             "ana@example.org\n",
                             "\rana@example.org",
                             std::string("ana\0x@example.org", 17),
                             "ana @example.org",
                             " ana@example.org",
                             "ana@example.org,eve@example.org",
                             "ana@example.org;eve@example.org",
                             "Ana <ana@example.org>",
                             "<ana@example.org>",
                             "ana@example.org> SIZE=1",
                             "\"ana\"@example.org",
                             "ana(x)@example.org",
                             ".ana@example.org",
                             "ana.@example.org",
                             "a..b@example.org",
                             "ana@.example.org",
                             "ana@example..org",
                             "ana@example.org.",
                             "ana@-example.org",
                             "ana@example-.org",
                             "ana@exam_ple.org",
                             "ana@[127.0.0.1]",
                             "jürgen@example.org",
                             "ana@bücher.example",
                             std::string(65, 'a') + "@example.org",
                             "ana@" + std::string(64, 'd') + ".org",
                             std::string(64, 'a') + "@" + domain_of_190};
  for (const std::string& address : bad) {
    CAPTURE(address);
    CHECK_THROWS_AS(check_address("--email", address), Error);
    Mail mail = mail_of("x", "y");
    mail.to = address;
    CHECK_THROWS_AS((void)compose(mail), Error);
    mail = mail_of("x", "y");
    mail.from = address;
    CHECK_THROWS_AS((void)compose(mail), Error);
  }
}

TEST_CASE("a refused address is shown without what could harm a terminal") {
  try {
    check_address("--email", "ana\x1b[2J@example.org");
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()) == "--email: \"ana?[2J@example.org\" is no e-mail address");
  }
}

}  // namespace
}  // namespace audience
