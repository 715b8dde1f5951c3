// `audience download`: a link redeemed on this machine.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "audience/error.hpp"
#include "base/secret.hpp"
#include "cli/age_text.hpp"
#include "cli/output_choice.hpp"
#include "cli/verbs.hpp"
#include "link/token.hpp"
#include "output/atomic_file.hpp"
#include "output/table.hpp"
#include "studio/redemption.hpp"

namespace audience {
namespace {

struct Options {
  std::string token;
  std::optional<std::string> output;
  bool force = false;
};

/// The last segment of a link's path; a bare token is its own.
std::string token_of(std::string text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  if (!text.starts_with("http://") && !text.starts_with("https://")) return text;
  text = text.substr(0, text.find_first_of("?#"));
  return text.substr(text.rfind('/') + 1);
}

std::string read_token(const std::string& given) {
  // A link may be longer than its token; what is longer still is neither.
  std::string token = token_of(given == "-" ? read_file("-", 8 * longest_token) : given);
  if (token.empty())
    throw Error(ErrorKind::usage, "there is no token", "name it, or write it to standard input");
  return token;
}

[[noreturn]] void refuse(const ExpiredLink& link, TimePoint now) {
  const std::string what = now < link.expires_at
                               ? "the file of this link is gone"
                               : fmt::format("this link expired at {} UTC, {}", format_time(link.expires_at),
                                             age_text(now - link.expires_at));
  throw Error(ErrorKind::link_expired, what,
              link.audience_name.empty() ? "ask for a new export"
                                         : fmt::format("ask for a new export of \"{}\"", link.audience_name));
}

GrantedLink granted(const Session& session, const std::string& token) {
  const auto studio = session.studio(Database::Mode::read_only);
  Redemption redemption = redeem(*studio, token, studio->now());
  if (const auto* expired = std::get_if<ExpiredLink>(&redemption)) refuse(*expired, session.now());
  if (auto* link = std::get_if<GrantedLink>(&redemption)) return std::move(*link);
  throw Error(ErrorKind::link_refused, "this link is refused: it was never valid here, or no longer is",
              "ask whoever sent it for a new export");
}

/// Throws Error(database_unusable) where the bytes are not those that were exported.
void copy_bytes(const GrantedLink& link, OutputStream& out) {
  Sha256 hash;
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t got = ::read(link.copy.descriptor.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw Error(ErrorKind::database_unusable,
                  fmt::format("cannot read the copy of export {}: {}", link.export_id, std::strerror(errno)));
    }
    if (got == 0) break;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
    hash.update(bytes);
    out.write(bytes);
  }
  out.flush();
  if (to_hex(hash.finish()) == link.sha256) return;
  throw Error(ErrorKind::database_unusable, fmt::format("the copy of export {} is damaged", link.export_id),
              fmt::format("ask for a new export of \"{}\"", link.audience_name));
}

std::string as_text(const GrantedLink& link, const std::string& file) {
  return fmt::format("\"{}\" in {} ({} bytes)\n", link.audience_name, file,
                     with_commas(static_cast<std::int64_t>(link.bytes)));
}

void write_download(JsonWriter& json, const GrantedLink& link, const std::string& file) {
  json.begin_object();
  json.text_member("export_id", link.export_id);
  json.text_member("audience_name", link.audience_name);
  json.text_member("file", file);
  json.text_member("format", link.format);
  json.integer_member("bytes", static_cast<std::int64_t>(link.bytes));
  json.text_member("sha256", link.sha256);
  json.text_member("expires_at", format_time(link.expires_at));
  json.end_object();
}

void run_download(Session& session, const Options& options) {
  const GrantedLink link = granted(session, read_token(options.token));
  if (options.output == "-") {
    copy_bytes(link, session.out_bytes());
    return;
  }
  const std::string target = options.output.value_or(link.download_name);
  session.refuse_own_file(target);
  AtomicFile file(target, options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  copy_bytes(link, file.stream());
  file.commit();
  write_result(session, {.screen = [&] { return as_text(link, target); },
                         .json = [&](JsonWriter& json) { write_download(json, link, target); }});
}

}  // namespace

void add_download(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("download",
            "Fetch the file that a link or its token leads to, on a machine that has the database.",
            {"audience download eyJhbGciOi… -o winter.csv", "audience download - <token.txt",
             "audience download https://exports.example.org/exports/eyJhbGciOi… -o - | head"},
            [&session, options] { run_download(session, *options); })
      .argument("TOKEN", options->token, "the token, the whole link, or - for standard input")
      .option("-o,--output", options->output, "FILE|-",
              "the file (its own name, here), or - for standard output")
      .flag("--force", options->force, "replace the file if it is there");
}

}  // namespace audience
