// Markdown with tables, as the places that show pull requests have it.
#include "cli/apply_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted.hpp"
#include "cli/remedy_words.hpp"
#include "output/markdown.hpp"

namespace audience {
namespace {

struct ActionWord {
  ApplyStep::Action action;
  const char *word, *counted;
};

constexpr ActionWord action_words[] = {{ApplyStep::Action::create, "create", "to create"},
                                       {ApplyStep::Action::replace, "update", "to update"},
                                       {ApplyStep::Action::remove, "delete", "to delete"},
                                       {ApplyStep::Action::unchanged, "unchanged", "unchanged"}};

std::string word_for(ApplyStep::Action action) {
  for (const ActionWord& one : action_words) {
    if (one.action != action) continue;
    return action == ApplyStep::Action::unchanged ? one.word : fmt::format("**{}**", one.word);
  }
  return {};
}

std::string counts(const std::vector<ApplyStep>& steps) {
  std::string text;
  for (const ActionWord& one : action_words) {
    const auto count = std::count_if(steps.begin(), steps.end(),
                                     [&](const ApplyStep& step) { return step.action == one.action; });
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", with_commas(count), one.counted);
  }
  return text;
}

std::string size_cell(const std::optional<std::int64_t>& size) { return size ? with_commas(*size) : ""; }

std::string item(std::string_view text) { return fmt::format("- {}\n", markdown_code(text)); }

}  // namespace

std::string plan_as_markdown(const std::vector<ApplyStep>& steps) {
  std::string text = fmt::format(
      "### Audiences: {}\n\n| Audience | Plan | Before | After | Enter | Leave |\n"
      "| --- | --- | ---: | ---: | ---: | ---: |\n",
      counts(steps));
  for (const ApplyStep& step : steps) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown_code(step.name), word_for(step.action),
                        size_cell(step.before), size_cell(step.after), with_commas(step.exchange.entered),
                        with_commas(step.exchange.left));
  }
  return text;
}

std::string refusal_as_markdown(const Error& error, const Invocation& by) {
  std::string text = "### Audiences: nothing can be applied\n\n";
  const auto* faulty = dynamic_cast<const FaultyDocument*>(&error);
  if (faulty == nullptr) return text + item(in_one_line(error, by));
  const RemedyWords words = words_for(by);
  for (const FaultyFile& file : faulty->files()) {
    for (const Fault& fault : file.faults) {
      text += item(
          fmt::format("{}:{}:{}: {}", file.name, fault.place.line, fault.place.column, worded(fault, words)));
    }
    if (file.unlisted > 0) text += fmt::format("- … and {} more\n", file.unlisted);
  }
  return text;
}

}  // namespace audience
