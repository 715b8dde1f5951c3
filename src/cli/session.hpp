// What every verb is given: streams, clock, global options, and the way to the database.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_text.hpp"
#include "base/time.hpp"
#include "cli/invocation.hpp"
#include "cli/output_choice.hpp"
#include "cli/progress_line.hpp"
#include "cli/timeout_option.hpp"
#include "output/screen_room.hpp"
#include "output/text_stream.hpp"
#include "storage/database.hpp"
#include "studio/studio.hpp"

namespace audience {

/// The world outside, so that a test can bring its own.
struct Context {
  OutputStream& out;
  OutputStream& err;
  std::function<TimePoint()> now;
  std::function<std::optional<std::string>(const char*)> environment;
  std::function<std::optional<std::string>()> listed_home{};  ///< as the system's list of users has it
  std::function<std::optional<std::string>()> read_line;      ///< of standard input; nothing at its end
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t width = 80;  ///< columns of the terminal
};

struct GlobalOptions {
  std::optional<std::string> db, config, wait, engine, color;
  OutputOptions output;
  TimeoutOption timeout;  ///< of the verbs that take it
  bool quiet = false, verbose = false, no_color = false, version = false;
  /// Throws Error(usage) for options that exclude each other, and for an engine or a choice of colours that
  /// there is not.
  void check() const;
};

class Session {
 public:
  explicit Session(Context& context)
      : context_(context), line_(std::make_unique<ProgressLine>(context.err, context.width)) {}
  GlobalOptions options;
  int exit_status = 0;             ///< of a command that did what it should
  std::vector<std::string> swept;  ///< names of the files of dead links that went when the command began

  /// What was told of progress goes from the terminal before more is written.
  [[nodiscard]] TextStream out() const {
    end_progress();
    return TextStream(context_.out, paint(context_.out_is_terminal));
  }
  /// For the bytes of a file. Where a terminal shows them there is no progress to show.
  [[nodiscard]] OutputStream& out_bytes() const {
    if (context_.out_is_terminal) line_->silence();
    return context_.out;
  }
  [[nodiscard]] TimePoint now() const { return context_.now(); }
  /// For screens: of the terminal, not bound elsewhere.
  [[nodiscard]] ScreenRoom room() const;
  [[nodiscard]] std::size_t width() const { return context_.width; }
  /// Of a stream, by options and environment: NO_COLOR, and a terminal that can do nothing, are without
  /// colours.
  [[nodiscard]] Paint paint(bool is_terminal) const;
  [[nodiscard]] bool out_is_terminal() const { return context_.out_is_terminal; }
  [[nodiscard]] bool can_ask() const { return context_.in_is_terminal && context_.read_line != nullptr; }
  /// Asks a person, yes or no. Throws Error(usage) where standard input is no terminal and `--yes` was not
  /// given.
  void confirm(const std::string& question, bool yes) const;
  /// Whole lines on stderr, at once and whatever -q says.
  void tell(const std::string& text) const;
  /// A line on stderr, unless -q.
  void note(const std::string& line) const;
  /// A line on stderr that -q does not silence: what went wrong in a command that goes on.
  void warn(const std::string& line) const;
  /// For work that may take long: shown on a terminal, unless -q. Empty elsewhere.
  [[nodiscard]] TellProgress progress() const;
  void end_progress() const { line_->end(); }

  /// A flag's value, else that of an environment variable, else that of a key of the user's config file, else
  /// of the system's. Empty variables count as not set.
  [[nodiscard]] std::optional<std::string> setting(const std::optional<std::string>& flag,
                                                   const char* variable, const std::string& key) const;
  /// Where settings are to be written: flag, then AUDIENCE_CONFIG, then the user's, then the system's.
  [[nodiscard]] std::filesystem::path config_file() const;
  /// Flag, then AUDIENCE_DB, then config, then default. Throws Error(usage) where the default one has no
  /// place: nobody knows a home of the user.
  [[nodiscard]] std::filesystem::path database_file() const;
  /// Whether flag, environment or config name a database; else it is the one at the default place.
  [[nodiscard]] bool names_database() const { return named_database().has_value(); }
  /// Where no database is named: the folder of the default one, which others must not look into.
  void make_default_folder() const;
  /// SQLite makes the log of a shared database for the group, but the umask would close it until that is
  /// done.
  void let_group_in() const;
  /// As studio/own_files.hpp says.
  void refuse_own_file(const std::string& target) const;
  [[nodiscard]] std::chrono::milliseconds wait() const;
  [[nodiscard]] std::unique_ptr<Database> open(Database::Mode mode) const;
  /// Where the studio lies and for whom it works, by flags, environment and config.
  [[nodiscard]] StudioSettings studio_settings() const;
  /// The database with all that belongs to it. Throws as Studio, and as the settings that place it.
  /// Where it may write, an interruption says whether anything was stored; `once_stored` as
  /// may_be_interrupted.
  [[nodiscard]] std::unique_ptr<Studio> studio(
      Database::Mode mode, const char* once_stored = "what was stored before stays") const;
  [[nodiscard]] std::string login_name() const;
  [[nodiscard]] Invocation invocation() const { return {options.db, options.config}; }

 private:
  [[nodiscard]] std::optional<std::string> named_config() const;
  /// Those there are, the one that counts first first.
  [[nodiscard]] std::vector<std::filesystem::path> config_files() const;
  [[nodiscard]] std::filesystem::path system_config() const;
  /// What the variable names, else `below` in the home; nothing where there is none. Paths that are not whole
  /// count as not set, as the XDG Base Directory Specification asks.
  [[nodiscard]] std::optional<std::filesystem::path> user_folder(const char* variable,
                                                                 const char* below) const;
  [[nodiscard]] std::optional<std::string> named_database() const;
  [[nodiscard]] std::filesystem::path default_database() const;
  [[nodiscard]] bool uses_columns() const;
  Context& context_;
  std::unique_ptr<ProgressLine> line_;
};

/// `90s`, `36h`, `2d`, `1w`, `500ms`; throws Error(usage) that names the option.
std::chrono::milliseconds span_of_time(const std::string& option, const std::string& text);
/// A whole number, 0 or more; throws Error(usage) that names the option.
std::int64_t whole_number(const std::string& option, const std::string& text);

}  // namespace audience
