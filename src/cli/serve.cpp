// `audience serve`: links answered over HTTP.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "cli/clock_words.hpp"
#include "cli/remedy_words.hpp"
#include "cli/time_words.hpp"
#include "cli/verbs.hpp"
#include "link/http_server.hpp"
#include "studio/redemption.hpp"

namespace audience {
namespace {

struct Options {
  std::optional<std::string> listen, most_connections, header_time, idle_time, stall_time, stop_time;
};

/// A locked database must not hold up every other client.
constexpr std::chrono::milliseconds longest_wait{1'000};

std::chrono::milliseconds span(const std::string& option, const std::optional<std::string>& text,
                               std::chrono::milliseconds otherwise) {
  if (!text) return otherwise;
  const auto given = span_of_time(option, *text);
  if (given > std::chrono::milliseconds{0} && given <= std::chrono::hours{24}) return given;
  throw Error(ErrorKind::usage, fmt::format("{}: {} is not between 1ms and a day", option, *text));
}

HttpOptions http_options(const Options& options) {
  HttpOptions http;
  if (options.listen) http.listen = parse_listen_address(*options.listen);
  if (options.most_connections) {
    const std::int64_t most = whole_number("--max-connections", *options.most_connections);
    if (most < 1 || most > 100'000)
      throw Error(ErrorKind::usage, "--max-connections: write a number from 1 to 100000");
    http.most_connections = static_cast<std::size_t>(most);
  }
  http.header_time = span("--header-timeout", options.header_time, http.header_time);
  http.idle_time = span("--idle-timeout", options.idle_time, http.idle_time);
  http.stall_time = span("--stall-timeout", options.stall_time, http.stall_time);
  http.stop_time = span("--stop-timeout", options.stop_time, http.stop_time);
  return http;
}

std::string content_type(const std::string& format) {
  if (format == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (format == "json") return "application/json";
  if (format == "jsonl") return "application/x-ndjson";
  if (format.ends_with(".gz")) return "application/gzip";
  return "text/csv; charset=utf-8";
}

std::string expiry_text(const ExpiredLink& link, TimePoint now) {
  const std::string what = now < link.expires_at
                               ? "The file of this link is gone."
                               : fmt::format("This link expired at {}, {}.", second_text(link.expires_at),
                                             age_text(now - link.expires_at));
  if (link.audience_name.empty()) return what + " Ask for a new export.";
  return fmt::format("{} Ask for a new export of \"{}\".", what, printable(link.audience_name));
}

HttpVerdict http_verdict(Redemption redemption, TimePoint now) {
  if (const auto* const expired = std::get_if<ExpiredLink>(&redemption))
    return {HttpExpired{expiry_text(*expired, now)}, expired->export_id};
  auto* const link = std::get_if<GrantedLink>(&redemption);
  if (link == nullptr) return {HttpRefused{}, {}};
  return {HttpFile{.descriptor = std::move(link->copy.descriptor),
                   .size_bytes = link->bytes,
                   .sha256 = link->sha256,
                   .name = link->download_name,
                   .content_type = content_type(link->format)},
          link->export_id};
}

/// The database is opened anew for each token: a file that was replaced, restored or upgraded meanwhile is
/// noticed, as is another key.
HttpVerdict verdict_of(const Session& session, std::string_view token) {
  StudioSettings settings = session.studio_settings();
  settings.patience = std::min(settings.patience, longest_wait);
  const Studio studio(std::move(settings), Database::Mode::read_only);
  const TimePoint now = studio.now();
  return http_verdict(redeem(studio, token, now), now);
}

/// What is wrong from the start is told at the start, not to the first client.
void check_links(const Session& session) {
  const auto studio = session.studio(Database::Mode::read_only);
  studio->spool().check();
  static_cast<void>(studio->keys().keys(studio->now()));
}

/// A doubt about the clock is told once, not every few seconds.
void sweep_or_complain(const Session& session) {
  const Sweep sweep = sweep_links(session.database_file(), longest_wait, session.now());
  if (sweep.is_first && !sweep.spared.empty()) session.warn(spared_text(sweep, session.now()));
}

void announce(const Session& session, const ListenAddress& address) {
  session.note(fmt::format("listening on {}", address.url()));
  if (const auto base = session.setting(std::nullopt, "AUDIENCE_BASE_URL", "base_url"))
    session.note(fmt::format("links begin with {}", *base));
  if (!address.is_loopback())
    session.note("other machines can reach it, and nothing is encrypted: put a proxy with TLS in front");
}

void run_serve(Session& session, const Options& options) {
  const HttpOptions http = http_options(options);
  check_links(session);
  // Nobody reading the log is no reason to stop serving.
  const auto write = [](const auto& say) {
    try {
      say();
    } catch (...) {
    }
  };
  HttpServer server(http, {.redeem = [&](std::string_view token) { return verdict_of(session, token); },
                           .now = [&] { return session.now(); },
                           .log = [&](const std::string& line) { write([&] { session.note(line); }); },
                           .complain = [&](const std::string& line) { write([&] { session.warn(line); }); },
                           .complain_of =
                               [&](const Error& error) {
                                 write([&] { session.warn(in_one_line(error, session.invocation())); });
                               },
                           .chore = [&] { write([&] { sweep_or_complain(session); }); }});
  announce(session, server.address());
  const int cut_by = server.run();
  if (cut_by == 0) return;
  write([&] { session.warn("stopped before every transfer had ended"); });
  session.exit_status = 128 + cut_by;
}

}  // namespace

void add_serve(CommandLine& line, Session& session) {
  const auto options = std::make_shared<Options>();
  line.verb("serve", "Answer links over HTTP until SIGTERM or Ctrl-C; transfers that run may end.",
            {"audience serve", "audience serve --listen 127.0.0.1:9000",
             "audience serve --listen 0.0.0.0:8080 2>>access.log"},
            [&session, options] { run_serve(session, *options); })
      .option("--listen", options->listen, "ADDRESS:PORT",
              "127.0.0.1:8080 unless given: this machine alone; port 0 is any free one")
      .option("--max-connections", options->most_connections, "N",
              "clients at once, 512 unless given; further ones are told 503")
      .option("--header-timeout", options->header_time, "TIME", "for a request to come in whole (10s)")
      .option("--idle-timeout", options->idle_time, "TIME", "for a connection without a request (15s)")
      .option("--stall-timeout", options->stall_time, "TIME", "for a client that takes nothing (30s)")
      .option("--stop-timeout", options->stop_time, "TIME", "for running transfers when it is stopped (30s)");
}

}  // namespace audience
