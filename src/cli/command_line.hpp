// How verbs describe their command line; the only door to the options library.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace audience {

/// A verb under description. Values are stored when the line is parsed; references must outlive the parser.
class VerbLine {
 public:
  explicit VerbLine(CLI::App* app) : app_(app) {}
  VerbLine& argument(const std::string& name, std::string& value, const std::string& help);
  /// One or more, in order.
  VerbLine& arguments(const std::string& name, std::vector<std::string>& values, const std::string& help);
  VerbLine& optional_argument(const std::string& name, std::optional<std::string>& value,
                              const std::string& help);
  VerbLine& optional_arguments(const std::string& name, std::vector<std::string>& values,
                               const std::string& help);
  VerbLine& option(const std::string& flags, std::optional<std::string>& value, const std::string& shape,
                   const std::string& help);
  /// May be given several times; each takes one value.
  VerbLine& repeated(const std::string& flags, std::vector<std::string>& values, const std::string& shape,
                     const std::string& help);
  VerbLine& flag(const std::string& flags, bool& value, const std::string& help);
  /// What several verbs share declares itself: `part.declare(*this)`.
  template <typename Part>
  VerbLine& add(Part& part) {
    part.declare(*this);
    return *this;
  }

 private:
  CLI::App* app_;
};

/// The whole command line: global options anywhere, at most one verb.
class CommandLine {
 public:
  explicit CommandLine(std::vector<std::string> words);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Help is wrapped between words then, at most `width` columns wide and at least 60.
  void wrap_help(std::size_t width);
  [[nodiscard]] VerbLine globals();
  /// Notes that there is a verb of that name. Describing every verb takes as long as all else that a short
  /// command does: only where this is true, for the name is among the words, it needs to be.
  [[nodiscard]] bool may_mean(const std::string& verb);
  /// `examples` are whole command lines; help shows them before the options.
  VerbLine verb(const std::string& name, const std::string& summary, const std::vector<std::string>& examples,
                std::function<void()> run);

  struct Parsed {
    std::string verb;                 ///< its name; empty if none was named
    std::function<void()> run;        ///< the verb's; empty if none was named
    std::optional<std::string> help;  ///< the text asked for by --help on a verb
    bool top_help = false;            ///< --help without a verb
  };
  /// Throws Error(usage) that names the fault and the nearest right word.
  Parsed parse();
  /// The help of a verb that was described. Throws Error(usage) with the nearest name for any other word.
  [[nodiscard]] std::string help_of(const std::string& verb) const;

 private:
  [[nodiscard]] std::string message_of(const CLI::ParseError& fault, const CLI::App* verb) const;
  std::vector<std::string> words_;
  std::unique_ptr<CLI::App> app_;
  std::map<std::string, std::function<void()>> runs_;
  std::vector<std::string> names_;
};

/// The columns of `--columns`: `a,b,c` in its parts, blanks around them dropped, empty parts left out; none
/// where the option was not given. Throws Error(usage) where it names none.
std::vector<std::string> column_names(const std::optional<std::string>& text);

}  // namespace audience
