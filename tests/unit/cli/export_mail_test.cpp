// What the mail of an export says.
#include "cli/export_mail.hpp"

#include <doctest/doctest.h>

namespace audience {
namespace {

const TimePoint now = parse_time("2026-11-24T12:34:30")->start;

ExportMail winter() {
  return {.to = "bob@example.org",
          .export_id = "0123456789abcdef0123456789abcdef",
          .audience_name = "Winter",
          .exported_by = "ana",
          .format = "xlsx",
          .rows = 719303,
          .held_back = 0,
          .bytes = 45'289'101,
          .link = "https://audience.example.org/exports/eyJ.x.y",
          .expires_at = now + std::chrono::minutes{6}};
}

TEST_CASE("the mail says who exported what, and until when it can be had") {
  CHECK(export_mail_body(winter(), now) ==
        "ana exported the customers of \"Winter\".\n\n"
        "Rows       719,303\n"
        "Format     XLSX\n"
        "Size       45.3 MB\n\n"
        "https://audience.example.org/exports/eyJ.x.y\n\n"
        "The link ends at 2026-11-24 12:40 UTC, in 6 minutes from when this mail was sent. Ask for\n"
        "a new export after that. Whoever has the link can download the file: keep it to yourself.\n");
}

TEST_CASE("customers that were held back are counted") {
  ExportMail mail = winter();
  mail.held_back = 1204;
  CHECK(export_mail_body(mail, now).find("Rows       719,303\nHeld back  1,204 (") != std::string::npos);
}

TEST_CASE("names cannot add lines to the mail") {
  ExportMail mail = winter();
  mail.audience_name = "Winter\n\nhttps://evil.example";
  mail.exported_by = "ana\r\nx";
  CHECK(export_mail_body(mail, now).starts_with(
      "ana??x exported the customers of \"Winter??https://evil.example\".\n\n"));
}

TEST_CASE("sizes are told in units that people read") {
  struct Row {
    std::uint64_t bytes;
    const char* expected;
  };
  const Row rows[] = {{0, "0 bytes"},
                      {999, "999 bytes"},
                      {1000, "1.0 kB"},
                      {999'949, "999.9 kB"},
                      {999'950, "1.0 MB"},
                      {1'234'567'890, "1.2 GB"},
                      {5'000'000'000'000'000, "5000.0 TB"}};
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    ExportMail mail = winter();
    mail.bytes = row.bytes;
    CHECK(export_mail_body(mail, now).find("Size       " + std::string(row.expected) + "\n") !=
          std::string::npos);
  }
}

TEST_CASE("the time that is left is told in units that people read") {
  struct Row {
    std::chrono::seconds left;
    const char* expected;
  };
  using namespace std::chrono_literals;
  const Row rows[] = {{-5s, "in 0 seconds"},      {1s, "in 1 second "},   {269s, "in 269 seconds"},
                      {270s, "in 5 minutes"},     {359s, "in 6 minutes"}, {90min, "in 90 minutes"},
                      {149min, "in 149 minutes"}, {150min, "in 3 hours"}, {36h, "in 36 hours"},
                      {60h, "in 3 days"},         {7 * 24h, "in 7 days"}};
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    ExportMail mail = winter();
    mail.expires_at = now + row.left;
    CHECK(export_mail_body(mail, now).find(row.expected) != std::string::npos);
  }
}

}  // namespace
}  // namespace audience
