// The command line by CLI11, its exceptions turned into ours.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "audience/error.hpp"
#include "base/suggestion.hpp"

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

/// The first word that is neither an option nor the value of one.
std::optional<std::string> first_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (!word->starts_with('-')) return *word;
    const CLI::Option* option = app.get_option_no_throw(*word);
    const bool takes_value = option != nullptr && option->get_expected_max() > 0;
    if (takes_value && ++word == arguments.end()) break;
  }
  return std::nullopt;
}

std::string unknown_command(const std::string& word, const std::vector<std::string>& names) {
  return "unknown command \"" + word + "\"" + did_you_mean(word, names);
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
  app_->get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

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
      "\nGlobal options (`audience --help`): --db --config --json --table -q -v --no-color --engine\n--wait");
  runs_[name] = std::move(run);
  return VerbLine(verb);
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
    std::string message = fault.what();
    std::replace(message.begin(), message.end(), '\n', ' ');
    if (verb == nullptr) {
      if (const auto word = first_word(*app_, words_)) message = unknown_command(*word, names_);
    }
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

std::vector<std::string> column_names(const std::optional<std::string>& text) {
  std::vector<std::string> parts;
  if (!text) return parts;
  std::size_t from = 0;
  while (from <= text->size()) {
    const std::size_t comma = std::min(text->find(',', from), text->size());
    const std::string part = CLI::detail::trim_copy(text->substr(from, comma - from));
    if (!part.empty()) parts.push_back(part);
    from = comma + 1;
  }
  // An empty variable of a shell must not mean every column.
  if (parts.empty())
    throw Error(ErrorKind::usage, "--columns names no column", "write --columns customer_id,city");
  return parts;
}

}  // namespace audience
