// The command line by CLI11, its exceptions turned into ours.
#include "cli/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "base/wording.hpp"
#include "cli/meant_word.hpp"
#include "output/wrapped_text.hpp"

namespace audience {

namespace {

/// The library takes `[a,b]` for a list of its own: a mark before it, which nobody types, keeps it a word.
constexpr char mark = '\x1F';

std::string marked(const std::string& word) {
  return word.size() > 1 && word.front() == '[' && word.back() == ']' ? mark + word : word;
}

std::string unmarked(const std::string& word) { return word.starts_with(mark) ? word.substr(1) : word; }

std::vector<std::string> unmarked(const std::vector<std::string>& words) {
  std::vector<std::string> plain;
  for (const std::string& word : words) plain.push_back(unmarked(word));
  return plain;
}

CLI::Option* add_words(CLI::App* app, const std::string& name, std::vector<std::string>& values,
                       const std::string& help) {
  return app
      ->add_option_function<std::vector<std::string>>(
          name, [&values](const std::vector<std::string>& words) { values = unmarked(words); }, help)
      ->type_name("");
}

std::string in_lines(const std::string& text, std::size_t width) {
  return fmt::format("{}", fmt::join(wrapped(text, width), "\n"));
}

/// The library's help, but no line is left to a terminal that would break words.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t width)
      : width_(std::max<std::size_t>(width, 30)), indent_(width_ < 72 ? 6 : 34) {
    column_width(indent_);
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    return in_lines(option->get_description(), width_ - indent_);
  }

  /// The summary; the examples behind it are lines that stay whole.
  std::string make_description(const CLI::App* app) const override {
    const std::string text = app->get_description();
    const std::size_t end = std::min(text.find('\n'), text.size());
    return in_lines(text.substr(0, end), width_) + text.substr(end) + "\n";
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = app->get_footer();
    return footer.empty() ? footer : "\n" + in_lines(footer, width_) + "\n";
  }

 private:
  std::size_t width_, indent_;
};

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

/// What is wrong with words that neither the program nor the verb takes.
std::string words_of_rest(const CLI::App& app, const CLI::App* verb, const std::vector<std::string>& rest) {
  std::vector<std::string> known = option_names(app);
  if (verb != nullptr) {
    const std::vector<std::string> own = option_names(*verb);
    known.insert(known.begin(), own.begin(), own.end());
  }
  std::vector<std::string> options;
  for (const std::string& word : rest) {
    if (word.size() > 1 && word.starts_with('-') && word != "--")
      options.push_back(word.substr(0, word.find('=')));
  }
  if (options.size() == 1)
    return fmt::format("unknown option {}{}", in_quotes(options[0]), meant_by_option(options[0], known));
  if (options.size() > 1)
    return fmt::format("options not expected: {}", printable(CLI::detail::join(options, " ")));
  return fmt::format("{} is one argument too many", in_quotes(unmarked(rest.front())));
}

/// The first word that is neither an option nor the value of one; none behind an option that there is not.
std::optional<std::string> first_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (!word->starts_with('-')) return *word;
    const CLI::Option* option = app.get_option_no_throw(*word);
    if (option == nullptr && word->starts_with("--") && word->find('=') == std::string::npos) break;
    const bool takes_value = option != nullptr && option->get_expected_max() > 0;
    if (takes_value && ++word == arguments.end()) break;
  }
  return std::nullopt;
}

std::string unknown_command(const std::string& word, const std::vector<std::string>& names) {
  return fmt::format("unknown command {}{}", in_quotes(word), meant_by_command(word, names));
}

}  // namespace

VerbLine& VerbLine::argument(const std::string& name, std::string& value, const std::string& help) {
  app_->add_option_function<std::string>(
          name, [&value](const std::string& word) { value = unmarked(word); }, help)
      ->required()
      ->type_name("");
  return *this;
}

VerbLine& VerbLine::arguments(const std::string& name, std::vector<std::string>& values,
                              const std::string& help) {
  add_words(app_, name, values, help)->required();
  return *this;
}

VerbLine& VerbLine::optional_argument(const std::string& name, std::optional<std::string>& value,
                                      const std::string& help) {
  app_->add_option_function<std::string>(
          name, [&value](const std::string& word) { value = unmarked(word); }, help)
      ->type_name("");
  return *this;
}

VerbLine& VerbLine::optional_arguments(const std::string& name, std::vector<std::string>& values,
                                       const std::string& help) {
  add_words(app_, name, values, help);
  return *this;
}

VerbLine& VerbLine::option(const std::string& flags, std::optional<std::string>& value,
                           const std::string& shape, const std::string& help) {
  app_->add_option_function<std::string>(
          flags, [&value](const std::string& text) { value = unmarked(text); }, help)
      ->type_name(shape)
      ->expected(1);
  return *this;
}

VerbLine& VerbLine::repeated(const std::string& flags, std::vector<std::string>& values,
                             const std::string& shape, const std::string& help) {
  app_->add_option_function<std::vector<std::string>>(
          flags, [&values](const std::vector<std::string>& given) { values = unmarked(given); }, help)
      ->type_name(shape)
      ->allow_extra_args(false)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return *this;
}

VerbLine& VerbLine::flag(const std::string& flags, bool& value, const std::string& help) {
  app_->add_flag(flags, value, help);
  return *this;
}

CommandLine::CommandLine(std::vector<std::string> words)
    : words_(std::move(words)),
      app_(std::make_unique<CLI::App>("customer audiences as files: exact counts, explained", "audience")) {
  app_->require_subcommand(0, 1);
  app_->set_help_flag("-h,--help", "show this and exit");
}

CommandLine::~CommandLine() = default;

void CommandLine::wrap_help(std::size_t width) { app_->formatter(std::make_shared<HelpFormatter>(width)); }

VerbLine CommandLine::globals() { return VerbLine(app_.get()); }

bool CommandLine::may_mean(const std::string& verb) {
  names_.push_back(verb);
  return std::find(words_.begin(), words_.end(), verb) != words_.end();
}

VerbLine CommandLine::verb(const std::string& name, const std::string& summary,
                           const std::vector<std::string>& examples, std::function<void()> run) {
  std::string text = summary + "\n\nExamples:";
  for (const std::string& example : examples) text += "\n  " + example;
  CLI::App* verb = app_->add_subcommand(name, text + "\n");
  verb->fallthrough();
  verb->footer(
      "Global options (`audience --help`): --db --config --json --table --all-columns -q -v --color "
      "--no-color --engine --wait");
  runs_[name] = std::move(run);
  return VerbLine(verb);
}

std::string CommandLine::message_of(const CLI::ParseError& fault, const CLI::App* verb) const {
  const std::vector<std::string> rest = app_->remaining(true);
  const auto word = first_word(*app_, words_);
  if (word && std::find(names_.begin(), names_.end(), *word) == names_.end())
    return unknown_command(*word, names_);
  if (dynamic_cast<const CLI::ExtrasError*>(&fault) != nullptr && !rest.empty())
    return words_of_rest(*app_, verb, rest);
  std::string message = fault.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  return message;
}

CommandLine::Parsed CommandLine::parse() {
  std::vector<std::string> reversed;
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) reversed.push_back(marked(*word));
  Parsed parsed;
  const auto chosen = [this]() -> CLI::App* {
    const auto verbs = app_->get_subcommands();
    return verbs.empty() ? nullptr : verbs.front();
  };
  try {
    app_->parse(reversed);
  } catch (const CLI::CallForHelp&) {
    if (chosen() == nullptr) {
      parsed.top_help = true;
    } else {
      parsed.help = app_->help();
    }
    return parsed;
  } catch (const CLI::ParseError& fault) {
    const CLI::App* verb = chosen();
    const std::string message = message_of(fault, verb);
    throw Error(ErrorKind::usage, message,
                "`audience " + (verb == nullptr ? std::string{} : verb->get_name() + " ") +
                    "--help` shows what there is");
  }
  if (const CLI::App* verb = chosen()) {
    parsed.verb = verb->get_name();
    parsed.run = runs_[parsed.verb];
  }
  return parsed;
}

std::string CommandLine::help_of(const std::string& verb) const {
  if (!runs_.contains(verb))
    throw Error(ErrorKind::usage, unknown_command(verb, names_), "`audience help` shows what there is");
  return app_->get_subcommand(verb)->help(app_->get_name());
}

LineShape CommandLine::shape_of(const std::string& verb) const {
  const CLI::App* app = verb.empty() ? app_.get() : app_->get_subcommand(verb);
  const std::string description = app->get_description();
  LineShape shape;
  shape.summary = description.substr(0, std::min(description.find(". "), description.find(".\n")));
  for (const CLI::Option* option : app->get_options()) {
    LinePart part{.shape = option->get_type_name(), .help = option->get_description()};
    if (option->get_positional()) {
      part.shape = option->get_name(true);
      part.repeats = option->get_expected_max() > 1;
      shape.arguments.push_back(std::move(part));
      continue;
    }
    for (const std::string& name : option->get_snames()) part.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) part.names.push_back("--" + name);
    if (option->get_expected_max() == 0) part.shape.clear();
    part.repeats = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    shape.options.push_back(std::move(part));
  }
  return shape;
}

std::vector<std::string> listed_names(const std::string& option, const std::string& text,
                                      const std::string& example) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::string part = CLI::detail::trim_copy(text.substr(from, comma - from));
    if (!part.empty()) parts.push_back(part);
    from = comma + 1;
  }
  // An empty variable of a shell must not mean every column.
  if (parts.empty())
    throw Error(ErrorKind::usage, option + " names no column", "write " + option + " " + example);
  return parts;
}

std::vector<std::string> column_names(const std::optional<std::string>& text) {
  if (!text) return {};
  return listed_names("--columns", *text, "customer_id,city");
}

}  // namespace audience
