// Settings by precedence, and the small readings that verbs share.
#include "cli/session.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <charconv>

#include "audience/error.hpp"
#include "base/file_system.hpp"
#include "cli/config_file.hpp"
#include "cli/interruption.hpp"
#include "storage/schema.hpp"
#include "storage/sharing.hpp"
#include "studio/login_name.hpp"
#include "studio/own_files.hpp"

namespace audience {
namespace {

/// All that are missing, as the XDG Base Directory Specification asks. Who needs them says what is wrong.
void make_private_folders(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (folder.empty() || std::filesystem::exists(folder, ignored)) return;
  make_private_folders(folder.parent_path());
  file_system().mkdir(folder.c_str(), 0700);
}

}  // namespace

void GlobalOptions::check() const {
  output.check();
  if (engine && *engine != "scan" && *engine != "columns")
    throw Error(ErrorKind::usage, fmt::format("--engine: there is no engine \"{}\"", *engine),
                "write columns or scan");
  if (!color) return;
  if (no_color) throw Error(ErrorKind::usage, "--no-color and --color exclude each other");
  if (*color != "always" && *color != "auto" && *color != "never")
    throw Error(ErrorKind::usage, fmt::format("--color: unknown word \"{}\"", *color),
                "write always, auto or never");
}

ScreenRoom Session::room() const {
  if (!context_.out_is_terminal) return {};
  return {context_.width, !options.output.all_columns};
}

Paint Session::paint(bool is_terminal) const {
  if (options.no_color || options.color == "never") return {is_terminal, false};
  if (options.color == "always") return {is_terminal, true};
  const std::string terminal = context_.environment("TERM").value_or("");
  const bool refused = !context_.environment("NO_COLOR").value_or("").empty();
  return {is_terminal, is_terminal && !refused && !terminal.empty() && terminal != "dumb"};
}

void Session::tell(const std::string& text) const {
  line_->aside([&] {
    TextStream err(context_.err, paint(context_.err_is_terminal));
    err.write_screen(text);
    err.flush();
  });
}

void Session::note(const std::string& line) const {
  if (!options.quiet) tell(printable_lines(line) + "\n");
}

void Session::warn(const std::string& line) const {
  tell(painted("audience:", Ink::fault) + " " + printable_lines(line) + "\n");
}

TellProgress Session::progress() const {
  const bool takes_words_back = context_.err_is_terminal && context_.environment("TERM") != "dumb";
  if (!takes_words_back || options.quiet) return {};
  return [this](const Progress& now) { line_->tell(now); };
}

std::optional<std::string> Session::named_config() const {
  if (options.config) return options.config;
  const auto named = context_.environment("AUDIENCE_CONFIG");
  return named && !named->empty() ? named : std::nullopt;
}

std::optional<std::filesystem::path> Session::user_folder(const char* variable, const char* below) const {
  const auto whole_path = [&](const char* name) {
    const auto value = context_.environment(name);
    return value && value->starts_with('/') ? value : std::nullopt;
  };
  if (const auto named = whole_path(variable)) return std::filesystem::path(*named) / "audience";
  auto home = whole_path("HOME");
  if (!home && context_.listed_home) home = context_.listed_home();
  if (!home) return std::nullopt;
  return std::filesystem::path(*home) / below / "audience";
}

std::filesystem::path Session::system_config() const {
  const auto named = context_.environment("AUDIENCE_SYSTEM_CONFIG");
  return named && !named->empty() ? *named : AUDIENCE_SYSTEM_CONFIG;
}

std::filesystem::path Session::config_file() const {
  if (const auto named = named_config()) return *named;
  const auto folder = user_folder("XDG_CONFIG_HOME", ".config");
  return folder ? *folder / "config.toml" : system_config();
}

std::vector<std::filesystem::path> Session::config_files() const {
  std::vector<std::filesystem::path> files;
  const auto add_if_there = [&](const std::filesystem::path& file) {
    std::error_code fault;
    if (std::filesystem::exists(file, fault)) files.push_back(file);
  };
  if (const auto named = named_config()) {
    files.emplace_back(*named);
  } else if (const auto folder = user_folder("XDG_CONFIG_HOME", ".config")) {
    add_if_there(*folder / "config.toml");
  }
  add_if_there(system_config());
  return files;
}

std::optional<std::string> Session::setting(const std::optional<std::string>& flag, const char* variable,
                                            const std::string& key) const {
  if (flag) return flag;
  if (auto value = context_.environment(variable); value && !value->empty()) return value;
  for (const std::filesystem::path& file : config_files()) {
    const auto values = read_config(file);
    if (const auto found = values.find(key); found != values.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<std::string> Session::named_database() const {
  auto named = setting(options.db, "AUDIENCE_DB", "db");
  if (named && named->empty())
    throw Error(ErrorKind::usage, "the name of the database is empty", Remedy::name_database);
  return named;
}

std::filesystem::path Session::default_database() const {
  if (const auto folder = user_folder("XDG_DATA_HOME", ".local/share")) return *folder / "audience.db";
  throw Error(ErrorKind::usage,
              "no database is named, and there is no home to look for one: HOME is not set, and the list of "
              "users has none",
              Remedy::name_database);
}

std::filesystem::path Session::database_file() const {
  const auto named = named_database();
  return named ? std::filesystem::path(*named) : default_database();
}

void Session::make_default_folder() const {
  if (!named_database()) make_private_folders(default_database().parent_path());
}

void Session::let_group_in() const {
  try {
    if (looks_shared(database_file())) ::umask(::umask(S_IRWXO) & ~mode_t{S_IRWXG});
  } catch (const Error&) {
    // A config that cannot be read names no database; who needs it says so.
  }
}

void Session::refuse_own_file(const std::string& target) const {
  audience::refuse_own_file(studio_settings(), target);
}

std::chrono::milliseconds Session::wait() const {
  const std::string text = setting(options.wait, "AUDIENCE_WAIT", "wait").value_or("60s");
  const auto span = span_of_time("--wait", text);
  if (span <= std::chrono::hours{24}) return span;
  throw Error(ErrorKind::usage, fmt::format("--wait: \"{}\" is longer than a day", text), "write 60s or 5m");
}

bool Session::uses_columns() const {
  if (options.engine) return *options.engine == "columns";
  const std::string text = setting(std::nullopt, "AUDIENCE_COLUMNS", "columns").value_or("on");
  if (text == "on" || text == "off") return text == "on";
  throw Error(ErrorKind::usage, fmt::format("columns: \"{}\" is neither on nor off", text),
              "write on or off");
}

void Session::confirm(const std::string& question, bool yes) const {
  if (yes) return;
  if (!can_ask()) {
    throw Error(ErrorKind::usage, question + " There is no terminal to ask on", "say --yes to do it");
  }
  tell(printable_lines(question) + " [y/N] ");
  const auto answer = context_.read_line();
  if (answer == "y" || answer == "Y" || answer == "yes") return;
  if (!answer) tell("\n");
  throw Error(ErrorKind::usage, "nothing was done");
}

std::unique_ptr<Database> Session::open(Database::Mode mode) const {
  const auto file = database_file();
  if (options.verbose) note(fmt::format("database {}", file.string()));
  return open_database(file, mode, wait());
}

StudioSettings Session::studio_settings() const {
  return {.database_file = database_file(),
          .key_file = setting(std::nullopt, "AUDIENCE_KEY_FILE", "key_file"),
          .user = login_name(),
          .patience = wait(),
          .run_limit = options.timeout.limit(),
          .now = [this] { return now(); },
          .uses_columns = uses_columns(),
          .progress = progress(),
          .warn = [this](const std::string& what) { note("note: " + what); }};
}

std::unique_ptr<Studio> Session::studio(Database::Mode mode, const char* once_stored) const {
  StudioSettings settings = studio_settings();
  if (options.verbose) note(fmt::format("database {}", settings.database_file.string()));
  const bool is_limited = settings.run_limit.has_value();
  auto studio = std::make_unique<Studio>(std::move(settings), mode);
  if (is_limited && !studio->source().is_on_server())
    throw Error(ErrorKind::usage,
                fmt::format("--timeout: {} reads from no server, which alone is given a time",
                            database_file().string()),
                "leave it out");
  if (mode == Database::Mode::read_write) may_be_interrupted(once_stored);
  return studio;
}

std::string Session::login_name() const {
  if (auto name = audience::login_name()) return *std::move(name);
  return context_.environment("USER").value_or("unknown");
}

std::chrono::milliseconds span_of_time(const std::string& option, const std::string& text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> units{{{"ms", 1},
                                                                            {"", 1000},
                                                                            {"s", 1000},
                                                                            {"m", 60'000},
                                                                            {"h", 3'600'000},
                                                                            {"d", 86'400'000},
                                                                            {"w", 604'800'000}}};
  constexpr std::int64_t most = 1'000'000;
  std::int64_t value = 0;
  const auto [unit, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view written(unit, static_cast<std::size_t>(text.data() + text.size() - unit));
  for (const auto& [name, milliseconds] : units) {
    if (fault == std::errc{} && name == written && value >= 0 && value <= most) {
      return std::chrono::milliseconds{value * milliseconds};
    }
  }
  throw Error(ErrorKind::usage, fmt::format("{}: \"{}\" is no span of time", option, text),
              "write 90s, 5m, 36h or 2d");
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
