// `audience download`: a link redeemed on this machine.
#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/json_time.hpp"
#include "cli/output_choice.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "link/token.hpp"
#include "output/atomic_file.hpp"
#include "studio/redemption.hpp"

namespace audience {
namespace {

struct Options {
  std::string token;
  std::optional<std::string> output;
  bool force = false;
};

std::string read_token(const std::string& given) {
  // A link may be longer than its token; what is longer still is neither.
  std::string token = token_in(given == "-" ? read_file("-", 8 * longest_token) : given);
  if (token.empty())
    throw Error(ErrorKind::usage, "there is no token", "name it, or write it to standard input");
  return token;
}

[[noreturn]] void refuse(const ExpiredLink& link, TimePoint now) {
  const std::string what = now < link.expires_at
                               ? "the file of this link is gone"
                               : fmt::format("this link expired at {}, {}", second_text(link.expires_at),
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

std::string as_text(const GrantedLink& link, const std::string& file) {
  return fmt::format("\"{}\" in {} ({})\n", link.audience_name, file,
                     counted(static_cast<std::int64_t>(link.bytes), "byte"));
}

void write_download(JsonWriter& json, const GrantedLink& link, const std::string& file) {
  json.begin_object();
  json.text_member("export_id", link.export_id);
  json.text_member("audience_name", link.audience_name);
  json.text_member("file", file);
  json.text_member("format", link.format);
  json.integer_member("bytes", static_cast<std::int64_t>(link.bytes));
  json.text_member("sha256", link.sha256);
  json.text_member("expires_at", json_time(link.expires_at));
  json.end_object();
}

void run_download(Session& session, const Options& options) {
  const GrantedLink link = granted(session, read_token(options.token));
  if (options.output == "-") {
    OutputStream& out = session.out_bytes();
    read_copy(link, [&out](std::string_view bytes) { out.write(bytes); });
    out.flush();
    return;
  }
  const std::string target = options.output.value_or(link.download_name);
  session.refuse_own_file(target);
  AtomicFile file(target, options.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse);
  read_copy(link, [&file](std::string_view bytes) { file.stream().write(bytes); });
  file.commit();
  write_result(session, {.screen = [&] { return as_text(link, target); },
                         .json = [&](JsonWriter& json) { write_download(json, link, target); },
                         .done = "the file is written"});
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
