// What is answered to an HTTP request for an export: status, header fields, and what follows them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/file_descriptor.hpp"
#include "base/time.hpp"

namespace audience {

/// A file that may be given out. It is open already, so that its removal disturbs no transfer.
struct HttpFile {
  FileDescriptor descriptor;
  std::uint64_t size_bytes = 0;
  std::string sha256;        ///< hex digits; the entity tag
  std::string name;          ///< for the receiver's disk, UTF-8
  std::string content_type;  ///< of Content-Type
};
struct HttpExpired {
  std::string text;  ///< one line for the person who came too late
};
struct HttpRefused {};

/// What a token is worth.
struct HttpVerdict {
  std::variant<HttpFile, HttpExpired, HttpRefused> outcome;
  std::string export_id;  ///< for the log; only where the token is truly ours, else empty
};
using Redeem = std::function<HttpVerdict(std::string_view token)>;

/// What counts of a request. A field that came several times is one list, joined by commas.
struct HttpRequest {
  std::string method, target;
  std::optional<std::string> range, if_range, if_match, if_none_match;
  bool has_body = false;
};

struct HttpAnswer {
  int status = 200;
  std::string fields;               ///< `Name: value` lines of its own, each with its CRLF
  std::string body;                 ///< where there is no file
  std::optional<HttpFile> file;     ///< of which `length` bytes from `first` are the body
  std::uint64_t first = 0;          ///< of the file
  std::uint64_t length = 0;         ///< of the body, also where it is not sent
  bool sends_body = true;           ///< false: HEAD
  std::string logged_target = "-";  ///< `/exports/` and the export's id or `-`; never a token
  bool closes = false;              ///< the connection cannot be used for another request
};

/// GET and HEAD of `/exports/TOKEN` and `/healthz`; everything else is told what it did wrong. Fields and
/// their precedence follow RFC 9110, section 13.2.2. Throws what `redeem` throws.
HttpAnswer answer_to(const HttpRequest& request, const Redeem& redeem);

/// The answer to what is no usable request, and to one for which there is no room: 400, 408, 413, 414, 431 or
/// 503, with a line that says why. The connection closes.
HttpAnswer fault_answer(int status);

/// Status line and all header fields, with the empty line that ends them.
std::string head_of(const HttpAnswer& answer, TimePoint now, bool stays_open);

/// `attachment` with the name twice: in ASCII, and in UTF-8 (RFC 6266, RFC 8187). No byte of the name can end
/// the field.
std::string content_disposition(std::string_view name);

}  // namespace audience
