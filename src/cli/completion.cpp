// `audience completion`, and what its scripts ask for.
#include "cli/completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "audience/error.hpp"
#include "cli/bash_line.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/completion_words.hpp"
#include "cli/verbs.hpp"

namespace audience {
namespace {

constexpr std::string_view request = "__complete";

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

/// The words of a line before the cursor, walked as the parser would: verb, options, arguments.
class TypedLine {
 public:
  TypedLine(const std::vector<std::string>& words, Session& session) : line_(words), session_(session) {
    describe_line(line_, session);
    options_ = line_.shape_of("").options;
    for (const std::string& word : words) take(word);
  }

  [[nodiscard]] CompletionWords words_for(const std::string& typed) const {
    if (pending_ != nullptr) return values(pending_->shape, typed);
    const std::size_t sign = typed.find('=');
    if (!only_arguments_ && typed.starts_with("--") && sign != std::string::npos) {
      const LinePart* option = find_option(typed.substr(0, sign));
      if (option == nullptr || option->shape.empty()) return {};
      CompletionWords found = values(option->shape, typed.substr(sign + 1));
      for (CompletionWord& word : found.words) word.word.insert(0, typed, 0, sign + 1);
      return found;
    }
    if (!only_arguments_ && typed.starts_with('-')) return option_names();
    if (verb_.empty()) return verbs();
    if (arguments_.empty() || (given_ >= arguments_.size() && !arguments_.back().repeats)) return {};
    return values(arguments_[std::min(given_, arguments_.size() - 1)].shape, typed);
  }

 private:
  void take(const std::string& word) {
    if (pending_ != nullptr) {
      take_value(*pending_, word);
      pending_ = nullptr;
    } else if (word == "--" && !only_arguments_) {
      only_arguments_ = true;
    } else if (is_option(word) && !only_arguments_) {
      take_option(word);
    } else if (verb_.empty()) {
      take_verb(word);
    } else {
      ++given_;
    }
  }

  void take_option(const std::string& word) {
    const std::size_t sign = word.find('=');
    const bool is_long = word.starts_with("--");
    const LinePart* option = find_option(is_long ? word.substr(0, sign) : word.substr(0, 2));
    if (option == nullptr) return;
    used_.insert(used_.end(), option->names.begin(), option->names.end());
    if (option->shape.empty()) return;
    if (is_long && sign != std::string::npos) {
      take_value(*option, word.substr(sign + 1));
    } else if (is_long || word.size() == 2) {
      pending_ = option;
    }
  }

  /// Those that say which database is meant count for what is asked of it.
  void take_value(const LinePart& option, const std::string& value) const {
    if (option.names.front() == "--db") session_.options.db = value;
    if (option.names.front() == "--config") session_.options.config = value;
  }

  void take_verb(const std::string& word) {
    verb_ = word;
    if (!line_.describes(word)) return;
    LineShape shape = line_.shape_of(word);
    options_.insert(options_.end(), shape.options.begin(), shape.options.end());
    arguments_ = std::move(shape.arguments);
  }

  [[nodiscard]] const LinePart* find_option(const std::string& name) const {
    for (const LinePart& option : options_) {
      if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
    }
    return nullptr;
  }

  [[nodiscard]] CompletionWords values(const std::string& shape, const std::string& typed) const {
    return shape == "COMMAND" ? verbs() : words_of_shape(session_, verb_, shape, typed);
  }

  [[nodiscard]] CompletionWords option_names() const {
    CompletionWords found;
    for (const LinePart& option : options_) {
      for (const std::string& name : option.names) {
        const bool is_used = std::find(used_.begin(), used_.end(), name) != used_.end();
        if (!is_used || option.repeats) found.words.push_back({name, option.help});
      }
    }
    return found;
  }

  [[nodiscard]] CompletionWords verbs() const {
    CommandLine all(line_.names());
    describe_line(all, session_);
    CompletionWords found;
    for (const std::string& name : all.names()) found.words.push_back({name, all.shape_of(name).summary});
    return found;
  }

  CommandLine line_;
  Session& session_;
  std::string verb_;
  std::vector<LinePart> options_, arguments_;
  std::vector<std::string> used_;
  const LinePart* pending_ = nullptr;  ///< the option whose value comes next
  std::size_t given_ = 0;              ///< arguments
  bool only_arguments_ = false;        ///< behind `--`
};

CompletionWords complete(const std::vector<std::string>& before, const std::string& typed, Session& session) {
  CompletionWords found = TypedLine(before, session).words_for(typed);
  found.keep(typed);
  return found;
}

std::string directives(const CompletionWords& found) {
  return fmt::format("{}{}{}\n", found.files ? "files " : "", found.goes_on ? "nospace " : "",
                     found.is_list ? "list " : "");
}

std::string answer_words(std::span<const std::string> words, Session& session) {
  const CompletionWords found = complete({words.begin(), words.end() - 1}, words.back(), session);
  std::string answer = directives(found);
  for (const CompletionWord& word : found.words) answer += fmt::format("{}\t{}\n", word.word, word.note);
  return answer;
}

std::string answer_bash(const std::string& typed_line, const std::string& breaks, Session& session) {
  BashLine line = read_bash_line(typed_line, breaks);
  if (line.is_redirection) return directives({.files = true});
  if (line.before.empty()) return {};
  line.before.erase(line.before.begin());
  const CompletionWords found = complete(line.before, line.current, session);
  std::string answer = directives(found);
  for (const CompletionWord& word : found.words)
    answer += quoted_for_bash(std::string_view(word.word).substr(line.kept), line.quote) + "\n";
  return answer;
}

std::string answer_of(std::span<const std::string> arguments, Session& session) {
  if (arguments.size() >= 2 && arguments[0] == "words") return answer_words(arguments.subspan(1), session);
  if (arguments.size() == 3 && arguments[0] == "bash")
    return answer_bash(arguments[1], arguments[2], session);
  return {};
}

void run_completion(const Session& session, const std::string& shell) {
  for (const auto& [name, script] : completion_scripts) {
    if (name == shell) return session.out().write(script);
  }
  throw Error(ErrorKind::usage, fmt::format("there is no completion for \"{}\"", shell),
              "write bash, zsh or fish");
}

}  // namespace

bool asks_for_completion(const std::vector<std::string>& arguments) {
  return !arguments.empty() && arguments.front() == request;
}

void answer_completion(const std::vector<std::string>& arguments, Session& session) {
  session.options.wait = "200ms";
  try {
    session.out_bytes().write(answer_of(std::span(arguments).subspan(1), session));
    session.out_bytes().flush();
  } catch (...) {
    // Whoever is typing is not to be disturbed.
  }
}

void add_completion(CommandLine& line, Session& session) {
  const auto shell = std::make_shared<std::string>();
  line.verb("completion",
            "The script by which a shell completes commands, options, values, files and names of audiences.",
            {"source <(audience completion bash)", "audience completion zsh >_audience",
             "audience completion fish >audience.fish"},
            [&session, shell] { run_completion(session, *shell); })
      .argument("SHELL", *shell, "bash, zsh or fish");
}

}  // namespace audience
