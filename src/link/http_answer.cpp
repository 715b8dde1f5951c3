// One place that decides status and fields.
#include "link/http_answer.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

#include "base/utf8.hpp"
#include "link/http_conditions.hpp"

namespace audience {
namespace {

constexpr std::string_view exports_folder = "/exports/";

struct Status {
  int number;
  std::string_view reason;
  std::string_view body;  ///< for a person; empty where the answer brings its own
};

constexpr std::array statuses{
    Status{200, "OK", ""},
    Status{206, "Partial Content", ""},
    Status{304, "Not Modified", ""},
    Status{400, "Bad Request", "This is no request that can be read."},
    Status{403, "Forbidden", "This link is not valid. Ask whoever sent it for a new one."},
    Status{404, "Not Found", "There is nothing here."},
    Status{405, "Method Not Allowed", "Links are only read, by GET or HEAD."},
    Status{408, "Request Timeout", "The request took too long to come."},
    Status{410, "Gone", ""},
    Status{412, "Precondition Failed", "The file is another one."},
    Status{413, "Content Too Large", "Links take no content."},
    Status{414, "URI Too Long", "The address is too long."},
    Status{416, "Range Not Satisfiable", "The file has no such bytes."},
    Status{431, "Request Header Fields Too Large", "The header of the request is too long."},
    Status{503, "Service Unavailable", "This cannot be answered now. Try again soon."}};

const Status& status_of(int number) {
  for (const Status& status : statuses) {
    if (status.number == number) return status;
  }
  return statuses.back();
}

void say(HttpAnswer& answer, int status, std::string_view line = {}) {
  answer.status = status;
  answer.body = fmt::format("{}\n", line.empty() ? status_of(status).body : line);
  answer.length = answer.body.size();
  answer.fields += "Content-Type: text/plain; charset=utf-8\r\n";
}

/// The path of a target in origin form, or in absolute form, which RFC 9112 (3.2.2) makes servers accept.
/// What follows a `?` is dropped: mail programs append to links.
std::string_view path_of(std::string_view target) {
  if (!target.starts_with('/')) {
    const std::size_t authority = target.find("://");
    if (authority == std::string_view::npos) return {};
    const std::size_t path = target.find('/', authority + 3);
    if (path == std::string_view::npos) return {};
    target.remove_prefix(path);
  }
  return target.substr(0, target.find('?'));
}

void give_part(const HttpRequest& request, const std::string& tag, HttpAnswer& answer) {
  const std::uint64_t size = answer.file->size_bytes;
  answer.length = size;
  // If-Range compares strongly, and a date is never the tag: the file has none.
  const bool ranged =
      request.method == "GET" && request.range && (!request.if_range || *request.if_range == tag);
  const ByteRange range = ranged ? choose_range(*request.range, size) : ByteRange{};
  if (range.kind == ByteRange::Kind::unsatisfiable) {
    answer.file.reset();
    answer.fields += fmt::format("Content-Range: bytes */{}\r\n", size);
    return say(answer, 416);
  }
  if (range.kind == ByteRange::Kind::part) {
    answer.status = 206;
    answer.first = range.first;
    answer.length = range.length;
    answer.fields +=
        fmt::format("Content-Range: bytes {}-{}/{}\r\n", range.first, range.first + range.length - 1, size);
  }
  answer.fields += fmt::format("Content-Type: {}\r\nContent-Disposition: {}\r\n", answer.file->content_type,
                               content_disposition(answer.file->name));
}

void give(const HttpRequest& request, HttpFile file, HttpAnswer& answer) {
  const std::string tag = fmt::format("\"{}\"", file.sha256);
  answer.fields += "Accept-Ranges: bytes\r\n";
  if (request.if_match && !holds_tag_strongly(*request.if_match, tag)) return say(answer, 412);
  answer.fields += fmt::format("ETag: {}\r\n", tag);
  if (request.if_none_match && holds_tag_weakly(*request.if_none_match, tag)) {
    answer.status = 304;
    return;
  }
  answer.file = std::move(file);
  give_part(request, tag, answer);
}

void answer_token(const HttpRequest& request, std::string_view token, const Redeem& redeem,
                  HttpAnswer& answer) {
  HttpVerdict verdict = redeem(token);
  answer.logged_target =
      fmt::format("{}{}", exports_folder, verdict.export_id.empty() ? "-" : verdict.export_id);
  if (auto* const file = std::get_if<HttpFile>(&verdict.outcome)) {
    give(request, std::move(*file), answer);
  } else if (const auto* const expired = std::get_if<HttpExpired>(&verdict.outcome)) {
    say(answer, 410, expired->text);
  } else {
    say(answer, 403);
  }
}

/// The attr-char of RFC 8187.
bool stands_for_itself(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= 'a' && letter <= 'z') ||
         std::string_view("!#$&+-.^_`|~").find(letter) != std::string_view::npos;
}

/// RFC 9110, section 5.6.7.
std::string http_date(TimePoint time) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days.at(std::chrono::weekday(day).c_encoding()), unsigned{date.day()},
                     months.at(unsigned{date.month()} - 1), int{date.year()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace

std::string content_disposition(std::string_view name) {
  const std::string text = replace_invalid_utf8(name);
  std::string plain;
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    // A letter beyond ASCII has several bytes and becomes one sign: its later bytes are left out.
    const bool is_ascii = byte >= 0x20 && byte < 0x7F;
    if ((byte & 0xC0U) != 0x80U)
      plain += is_ascii && letter != '"' && letter != '\\' && letter != '%' ? letter : '_';
    encoded += stands_for_itself(letter) ? std::string(1, letter) : fmt::format("%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

HttpAnswer answer_to(const HttpRequest& request, const Redeem& redeem) {
  HttpAnswer answer;
  answer.sends_body = request.method != "HEAD";
  answer.closes = request.has_body;
  const std::string_view path = path_of(request.target);
  const bool is_export = path.starts_with(exports_folder) && path.size() > exports_folder.size() &&
                         path.find('/', exports_folder.size()) == std::string_view::npos;
  if (is_export) answer.logged_target = fmt::format("{}-", exports_folder);
  if (request.method != "GET" && request.method != "HEAD") {
    answer.fields += "Allow: GET, HEAD\r\n";
    say(answer, 405);
  } else if (request.has_body) {
    say(answer, 413);
  } else if (is_export) {
    answer_token(request, path.substr(exports_folder.size()), redeem, answer);
  } else if (path == "/healthz") {
    answer.logged_target = path;
    say(answer, 200, "ok");
  } else {
    say(answer, 404);
  }
  return answer;
}

HttpAnswer fault_answer(int status) {
  HttpAnswer answer;
  answer.closes = true;
  if (status == 503) answer.fields += "Retry-After: 5\r\n";
  say(answer, status);
  return answer;
}

std::string head_of(const HttpAnswer& answer, TimePoint now, bool stays_open) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", answer.status,
                                 status_of(answer.status).reason, http_date(now));
  // A 304 has no body and tells no length but the file's own, which nobody needs.
  if (answer.status != 304) head += fmt::format("Content-Length: {}\r\n", answer.length);
  head += answer.fields;
  // Personal data: in no shared cache, no other type than it says, and its address in no Referer.
  head +=
      "Cache-Control: private, no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: "
      "no-referrer\r\n";
  head += stays_open ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

}  // namespace audience
