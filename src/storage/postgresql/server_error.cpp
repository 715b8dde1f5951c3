// By SQLSTATE where there is one; else by what the system says, which is English: the tool sets no locale.
#include "storage/postgresql/server_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/utf8.hpp"

namespace audience {
namespace {

bool is_state(std::string_view text) {
  return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

/// What one line of libpq's text says: `connection to server at … failed: FATAL:  28P01: password …`.
struct Said {
  std::string_view state;  ///< empty: none
  std::string_view words;
};

Said said_in(std::string_view line) {
  constexpr std::string_view failed = " failed: ";
  if (line.starts_with("connection to server ")) {
    const std::size_t at = line.find(failed);
    if (at != std::string_view::npos) line.remove_prefix(at + failed.size());
  }
  const std::size_t blanks = line.find(":  ");
  if (blanks == std::string_view::npos) return {{}, line};
  const std::string_view rest = line.substr(blanks + 3);
  if (!is_state(rest.substr(0, 5))) return {{}, rest};
  return {rest.substr(0, 5), rest.substr(std::min<std::size_t>(rest.size(), 7))};
}

/// Of several addresses that were tried, what a server said tells more than what kept from the others.
struct Reason {
  Said said{};
  std::string_view source;  ///< where the password came from
};

Reason reason_in(std::string_view message) {
  Reason reason;
  while (!message.empty()) {
    const std::size_t end = message.find('\n');
    const std::string_view line = message.substr(0, end);
    message = end == std::string_view::npos ? std::string_view{} : message.substr(end + 1);
    if (line.starts_with("password retrieved from")) reason.source = line;
    const bool begins = line.starts_with("connection to server ") || reason.said.words.empty();
    if (line.empty() || line.front() == '\t' || !begins) continue;
    const Said said = said_in(line);
    if (!said.state.empty() || reason.said.state.empty()) reason.said = said;
  }
  return reason;
}

/// Classes and codes after which the same may go well a little later.
bool may_pass(std::string_view state) {
  return state.starts_with("08") || state.starts_with("53") || state.starts_with("40") ||
         state.starts_with("57") || state == "25P03" || state == "25P04" || state == "55P03" ||
         state == "58000" || state == "58030";
}

bool may_pass_of_system(std::string_view words) {
  for (const std::string_view sign :
       {"Connection refused", "timeout", "timed out", "unreachable", "No route to host", "reset by peer",
        "closed the connection", "Temporary failure", "No such file or directory", "Broken pipe",
        "could not receive data", "could not send data", "session is", "server is in hot standby",
        "server is not in hot standby"}) {
    if (words.find(sign) != std::string_view::npos)
      return words.find("certificate") == std::string_view::npos;
  }
  return false;
}

Advice advice_for(const Said& said) {
  const auto has = [&](std::string_view part) { return said.words.find(part) != std::string_view::npos; };
  if (said.state == "3D000") return "mend the name of the database in the address";
  if (said.state == "28P01" || has("no password supplied"))
    return "keep the right password in a password file (~/.pgpass) or a service file, readable by its owner "
           "alone";
  if (said.state.starts_with("28"))
    return "name another user, or let the server's administrator admit this one";
  if (said.state == "42501") return "let the database's owner grant what is missing";
  if (has("certificate") || has("SSL"))
    return "connections to other machines are encrypted and verified unless the address says otherwise: give "
           "the authority's certificate by sslrootcert=FILE, or say sslmode=require to trust the network";
  if (has("definition of service") || has("service file"))
    return "mend the name of the service, or write it into ~/.pg_service.conf";
  if (has("translate host name")) return "mend the name of the host in the address";
  return {};
}

ErrorKind kind_of(const Said& said) {
  const bool passes = said.state.empty() ? may_pass_of_system(said.words) : may_pass(said.state);
  return passes ? ErrorKind::busy : ErrorKind::database_unusable;
}

Error made(const std::string& shown, const Said& said, const std::string& words) {
  const ErrorKind kind = kind_of(said);
  Advice advice = advice_for(said);
  if (kind == ErrorKind::busy) advice = Remedy::wait_longer;
  return {kind, fmt::format("{}: {}", shown, printable(words)), advice};
}

}  // namespace

Error connection_error(const std::string& shown, std::string_view message) {
  const Reason reason = reason_in(message);
  std::string words(reason.said.words.empty() ? "the connection failed" : reason.said.words);
  if (!reason.source.empty()) words += fmt::format(" ({})", reason.source);
  return made(shown, reason.said, words);
}

Error statement_error(const std::string& shown, std::string_view state, std::string_view message) {
  std::string_view words = message.substr(0, message.find('\n'));
  // Data exceptions and broken constraints quote what is stored.
  if (state.starts_with("22") || state.starts_with("23")) words = words.substr(0, words.find('"'));
  while (!words.empty() && (words.back() == ' ' || words.back() == ':')) words.remove_suffix(1);
  return made(shown, {state, words}, fmt::format("{} ({})", words, state));
}

Error lost_connection(const std::string& shown, std::string_view why) {
  const Reason reason = reason_in(why);
  return {ErrorKind::busy,
          fmt::format("{}: the connection was lost: {}", shown,
                      printable(reason.said.words.empty() ? "the server closed it" : reason.said.words)),
          Remedy::wait_longer};
}

}  // namespace audience
