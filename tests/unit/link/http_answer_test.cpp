// What each kind of request is answered, without a network.
#include "link/http_answer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace audience {
namespace {

const std::string sha256(64, 'a');
const std::string tag = "\"" + sha256 + "\"";

HttpVerdict verdict_on(std::string_view token) {
  if (token == "good") return {HttpFile{{}, 1000, sha256, "Winter.csv", "text/csv; charset=utf-8"}, "e1"};
  if (token == "old") return {HttpExpired{"It expired."}, "e2"};
  return {HttpRefused{}, ""};
}

HttpRequest get(std::string target) {
  HttpRequest request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

HttpAnswer answer(const HttpRequest& request) { return answer_to(request, verdict_on); }

bool has_field(const HttpAnswer& answer, const std::string& line) {
  return ("\r\n" + answer.fields).find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST_CASE("each target and method has its status and its name in the log") {
  struct {
    std::string method, target;
    int status;
    std::string logged;
  } const cases[]{{"GET", "/exports/good", 200, "/exports/e1"},
                  {"HEAD", "/exports/good", 200, "/exports/e1"},
                  {"GET", "/exports/good?utm_source=mail", 200, "/exports/e1"},
                  {"GET", "http://shop.example.org:80/exports/good", 200, "/exports/e1"},
                  {"GET", "/exports/old", 410, "/exports/e2"},
                  {"GET", "/exports/other", 403, "/exports/-"},
                  {"GET", "/exports/good%00", 403, "/exports/-"},
                  {"GET", "/healthz", 200, "/healthz"},
                  {"GET", "/", 404, "-"},
                  {"GET", "/exports", 404, "-"},
                  {"GET", "/exports/", 404, "-"},
                  {"GET", "/exports/?good", 404, "-"},
                  {"GET", "/exports/good/", 404, "-"},
                  {"GET", "/exports/../exports/good", 404, "-"},
                  {"GET", "//exports/good", 404, "-"},
                  {"GET", "http://shop.example.org", 404, "-"},
                  {"GET", "exports/good", 404, "-"},
                  {"GET", "*", 404, "-"},
                  {"POST", "/exports/good", 405, "/exports/-"},
                  {"DELETE", "/", 405, "-"},
                  {"-", "/exports/good", 405, "/exports/-"}};
  for (const auto& one : cases) {
    CAPTURE(one.method);
    CAPTURE(one.target);
    HttpRequest request = get(one.target);
    request.method = one.method;
    const HttpAnswer given = answer(request);
    CHECK(given.status == one.status);
    CHECK(given.logged_target == one.logged);
    CHECK(given.sends_body == (one.method != "HEAD"));
    CHECK(given.file.has_value() == (one.logged == "/exports/e1"));
    CHECK_FALSE(given.closes);
    CHECK(has_field(given, "Allow: GET, HEAD") == (one.status == 405));
  }
}

TEST_CASE("a request with content is told so and loses its connection") {
  HttpRequest request = get("/exports/good");
  request.has_body = true;
  CHECK(answer(request).status == 413);
  CHECK(answer(request).closes);
  request.method = "PUT";
  CHECK(answer(request).status == 405);
  CHECK(answer(request).closes);
}

TEST_CASE("a file has its name and type and the tag of its bytes") {
  const HttpAnswer whole = answer(get("/exports/good"));
  CHECK(whole.length == 1000);
  CHECK(has_field(whole, "ETag: " + tag));
  CHECK(has_field(whole, "Accept-Ranges: bytes"));
  CHECK(has_field(whole, "Content-Type: text/csv; charset=utf-8"));
  CHECK(has_field(whole,
                  "Content-Disposition: attachment; filename=\"Winter.csv\"; filename*=UTF-8''Winter.csv"));
}

struct Conditions {
  std::string method, range, if_range, if_match, if_none_match;
  int status;
  std::uint64_t first, length;
};

TEST_CASE("conditions come before the range and a date never matches") {
  const std::string other = "\"b\"";
  const Conditions cases[]{{"GET", "bytes=1-2", "", "", "", 206, 1, 2},
                           {"GET", "bytes=-10", "", "", "", 206, 990, 10},
                           {"HEAD", "bytes=1-2", "", "", "", 200, 0, 1000},
                           {"GET", "bytes=1-2,4-5", "", "", "", 200, 0, 1000},
                           {"GET", "bytes=1000-", "", "", "", 416, 0, 28},
                           {"GET", "bytes=1-2", tag, "", "", 206, 1, 2},
                           {"GET", "bytes=1-2", other, "", "", 200, 0, 1000},
                           {"GET", "bytes=1-2", "W/" + tag, "", "", 200, 0, 1000},
                           {"GET", "bytes=1-2", "Thu, 14 Sep 2023 08:04:51 GMT", "", "", 200, 0, 1000},
                           {"GET", "bytes=1000-", other, "", "", 200, 0, 1000},
                           {"GET", "", "", "", tag, 304, 0, 0},
                           {"HEAD", "", "", "", "W/" + tag, 304, 0, 0},
                           {"GET", "bytes=1-2", "", "", tag, 304, 0, 0},
                           {"GET", "bytes=1000-", "", "", "*", 304, 0, 0},
                           {"GET", "bytes=1-2", "", "", other, 206, 1, 2},
                           {"GET", "", "", tag, "", 200, 0, 1000},
                           {"GET", "", "", "*", tag, 304, 0, 0},
                           {"GET", "", "", other, tag, 412, 0, 25},
                           {"GET", "", "", "W/" + tag, "", 412, 0, 25}};
  for (const Conditions& one : cases) {
    CAPTURE(one.range);
    CAPTURE(one.if_range);
    CAPTURE(one.if_match);
    CAPTURE(one.if_none_match);
    HttpRequest request = get("/exports/good");
    request.method = one.method;
    if (!one.range.empty()) request.range = one.range;
    if (!one.if_range.empty()) request.if_range = one.if_range;
    if (!one.if_match.empty()) request.if_match = one.if_match;
    if (!one.if_none_match.empty()) request.if_none_match = one.if_none_match;
    const HttpAnswer given = answer(request);
    CHECK(given.status == one.status);
    CHECK(given.first == one.first);
    CHECK(given.length == one.length);
    CHECK(given.file.has_value() == (one.status == 200 || one.status == 206));
  }
}

TEST_CASE("a part says where it lies and a range behind the end how long the file is") {
  HttpRequest request = get("/exports/good");
  request.range = "bytes=10-19";
  CHECK(has_field(answer(request), "Content-Range: bytes 10-19/1000"));
  request.range = "bytes=5000-";
  CHECK(has_field(answer(request), "Content-Range: bytes */1000"));
}

TEST_CASE("every answer keeps out of caches and is closed by an empty line") {
  for (const std::string target : {"/exports/good", "/exports/old", "/exports/bad", "/healthz", "/x"}) {
    CAPTURE(target);
    const HttpAnswer given = answer(get(target));
    const std::string head = head_of(given, from_unix(1694678691), true);
    CHECK(head.starts_with("HTTP/1.1 " + std::to_string(given.status) + " "));
    CHECK(head.find("\r\nDate: Thu, 14 Sep 2023 08:04:51 GMT\r\n") != std::string::npos);
    CHECK(head.find("\r\nCache-Control: private, no-store\r\n") != std::string::npos);
    CHECK(head.find("\r\nX-Content-Type-Options: nosniff\r\n") != std::string::npos);
    CHECK(head.find("\r\nReferrer-Policy: no-referrer\r\n") != std::string::npos);
    CHECK(head.find("\r\nContent-Length: " + std::to_string(given.length) + "\r\n") != std::string::npos);
    CHECK(head.find("\r\nContent-Type: ") != std::string::npos);
    CHECK(head.ends_with("\r\nConnection: keep-alive\r\n\r\n"));
    CHECK(head.find("\r\n\r\n") == head.size() - 4);
    if (!given.file) CHECK(given.length == given.body.size());
  }
  HttpRequest unchanged = get("/exports/good");
  unchanged.if_none_match = tag;
  const std::string head = head_of(answer(unchanged), from_unix(0), false);
  CHECK(head.find("Content-Length") == std::string::npos);
  CHECK(head.find("\r\nETag: " + tag + "\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\nConnection: close\r\n\r\n"));
}

TEST_CASE("whatever is refused is refused in the same words") {
  const auto head = [](const std::string& token) {
    const HttpAnswer given = answer(get("/exports/" + token));
    return head_of(given, from_unix(0), true) + given.body;
  };
  CHECK(head("bad") == head(std::string(5000, 'x')));
}

TEST_CASE("a name cannot leave its field") {
  struct {
    std::string name, field;
  } const cases[]{
      {"Winter sale.csv", R"(filename="Winter sale.csv"; filename*=UTF-8''Winter%20sale.csv)"},
      {"Zoë.csv", R"(filename="Zo_.csv"; filename*=UTF-8''Zo%C3%AB.csv)"},
      {"日本.csv", R"(filename="__.csv"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.csv)"},
      {"a\r\nX: y.csv", R"(filename="a__X: y.csv"; filename*=UTF-8''a%0D%0AX%3A%20y.csv)"},
      {"a\".csv", R"(filename="a_.csv"; filename*=UTF-8''a%22.csv)"},
      {"a\\%41;'.csv", R"(filename="a__41;'.csv"; filename*=UTF-8''a%5C%2541%3B%27.csv)"},
      {"a\xff.csv", R"(filename="a_.csv"; filename*=UTF-8''a%EF%BF%BD.csv)"},
  };
  for (const auto& one : cases) CHECK(content_disposition(one.name) == "attachment; " + one.field);
}

TEST_CASE("faults close the connection and say why in a line") {
  for (const int status : {400, 408, 413, 414, 431, 503}) {
    const HttpAnswer given = fault_answer(status);
    CHECK(given.status == status);
    CHECK(given.closes);
    CHECK(given.body.find('\n') == given.body.size() - 1);
    CHECK(has_field(given, "Retry-After: 5") == (status == 503));
  }
}

}  // namespace
}  // namespace audience
