// Settings by precedence, and the small readings that verbs share.
#include "cli/session.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "storage/customers.hpp"
#include "storage/schema.hpp"

namespace audience {

void Session::note(const std::string& line) const {
  if (options.quiet) return;
  context_.err.write(line + "\n");
  context_.err.flush();
}

void Session::progress(const std::string& line) const {
  if (!shows_progress()) return;
  context_.err.write("\r\x1b[K" + line);
  context_.err.flush();
}

std::optional<std::string> Session::setting(const std::optional<std::string>& flag, const char* variable,
                                            const std::string& key) const {
  if (flag) return flag;
  if (auto value = context_.environment(variable); value && !value->empty()) return value;
  std::filesystem::path file;
  if (options.config) {
    file = *options.config;
  } else if (const auto named = context_.environment("AUDIENCE_CONFIG"); named && !named->empty()) {
    file = *named;
  } else {
    const auto xdg = context_.environment("XDG_CONFIG_HOME");
    file = (xdg && !xdg->empty() ? std::filesystem::path(*xdg)
                                 : std::filesystem::path(context_.environment("HOME").value_or(".")) / ".config") /
           "audience" / "config.toml";
    std::error_code fault;
    if (!std::filesystem::exists(file, fault)) return std::nullopt;
  }
  const auto values = read_config(file);
  const auto found = values.find(key);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::filesystem::path Session::database_file() const {
  if (const auto named = setting(options.db, "AUDIENCE_DB", "db")) return *named;
  const auto xdg = context_.environment("XDG_DATA_HOME");
  const std::filesystem::path home = context_.environment("HOME").value_or(".");
  return (xdg && !xdg->empty() ? std::filesystem::path(*xdg) : home / ".local" / "share") / "audience" / "audience.db";
}

std::chrono::milliseconds Session::wait() const {
  const std::string text = setting(options.wait, "AUDIENCE_WAIT", "wait").value_or("60s");
  std::int64_t value = 0;
  const auto [unit, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view rest(unit, static_cast<std::size_t>(text.data() + text.size() - unit));
  if (fault == std::errc{} && value >= 0 && value <= 86400) {
    if (rest == "s" || rest.empty()) return std::chrono::seconds{value};
    if (rest == "m" && value <= 1440) return std::chrono::minutes{value};
    if (rest == "ms") return std::chrono::milliseconds{value};
  }
  throw Error(ErrorKind::usage, fmt::format("--wait: \"{}\" is no span of time", text), "write 60s or 5m");
}

std::unique_ptr<Database> Session::open(Database::Mode mode) const {
  const auto file = database_file();
  if (options.verbose) note(fmt::format("database {}", file.string()));
  return open_database(file, mode, wait());
}

std::string Session::login_name() const {
  if (const passwd* entry = ::getpwuid(::geteuid()); entry != nullptr && entry->pw_name != nullptr) return entry->pw_name;
  return context_.environment("USER").value_or("unknown");
}

Catalog catalog_of(const Database& database) {
  const auto as_schema = [](const std::vector<Column>& columns) {
    std::vector<SchemaColumn> schema;
    for (const Column& column : columns) schema.push_back({column.name, column.type});
    return schema;
  };
  return builtin_catalog(as_schema(customer_columns(database)), as_schema(purchase_columns(database)));
}

std::string read_file(const std::string& file, std::size_t most) {
  const int descriptor = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(errno)));
  std::string text;
  std::array<char, 65536> block{};
  ssize_t got = 0;
  while ((got = ::read(descriptor, block.data(), block.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > most) break;
  }
  const int fault = errno;
  if (descriptor != STDIN_FILENO) ::close(descriptor);
  if (got < 0) throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(fault)));
  return text;
}

TimePoint as_of(const Session& session, const std::optional<std::string>& text) {
  if (!text) return session.now();
  const auto parsed = parse_time(*text);
  if (!parsed) {
    throw Error(ErrorKind::usage, fmt::format("--as-of: \"{}\" is no date or time", *text),
                "write 2023-09-14 (the end of that day) or 2023-09-14T08:04:51");
  }
  return parsed->whole_day ? parsed->end() : parsed->start;
}

std::int64_t whole_number(const std::string& option, const std::string& text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value < 0) {
    throw Error(ErrorKind::usage, fmt::format("{}: \"{}\" is no whole number of 0 or more", option, text));
  }
  return value;
}

}  // namespace audience
