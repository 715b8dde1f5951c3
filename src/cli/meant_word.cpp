// Words of other tools, then edits, then abbreviations.
#include "cli/meant_word.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/suggestion.hpp"
#include "base/wording.hpp"

namespace audience {
namespace {

/// What other tools call it.
std::optional<std::string> ours_for(std::string_view word) {
  static const std::map<std::string_view, std::string_view> ours{{"-?", "--help"},
                                                                 {"-V", "--version"},
                                                                 {"add", "create"},
                                                                 {"check", "validate"},
                                                                 {"cat", "list-customers"},
                                                                 {"count", "explain"},
                                                                 {"destroy", "delete"},
                                                                 {"diff", "changes"},
                                                                 {"drop", "delete"},
                                                                 {"dump", "export"},
                                                                 {"get", "show"},
                                                                 {"insert", "import"},
                                                                 {"lint", "validate"},
                                                                 {"load", "import"},
                                                                 {"log", "history"},
                                                                 {"ls", "list"},
                                                                 {"members", "list-customers"},
                                                                 {"mv", "rename"},
                                                                 {"open", "show"},
                                                                 {"query", "explain"},
                                                                 {"remove", "delete"},
                                                                 {"rm", "delete"},
                                                                 {"run", "create"},
                                                                 {"status", "doctor"},
                                                                 {"store", "create"},
                                                                 {"sync", "apply"},
                                                                 {"tables", "fields"},
                                                                 {"undo", "import --undo"},
                                                                 {"unlink", "revoke"},
                                                                 {"vacuum", "gc"},
                                                                 {"version", "--version"},
                                                                 {"view", "show"}};
  const auto found = ours.find(word);
  return found == ours.end() ? std::nullopt : std::optional(std::string(found->second));
}

/// The shortest name that has the word's letters in their order, and begins with the first: `fields` for
/// fild.
std::optional<std::string> abbreviated(std::string_view word, const std::vector<std::string>& names) {
  constexpr std::size_t least = 3;
  std::optional<std::string> shortest;
  for (const std::string& name : names) {
    std::size_t at = 0;
    for (const char c : name) at += at < word.size() && c == word[at] ? 1U : 0U;
    if (word.size() < least || at < word.size() || name.front() != word.front()) continue;
    if (!shortest || name.size() < shortest->size()) shortest = name;
  }
  return shortest;
}

/// Of several that begin so, the first.
std::optional<std::string> first_with(std::string_view beginning, const std::vector<std::string>& names) {
  constexpr std::size_t least = 2;
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const std::string& name) { return name.starts_with(beginning); });
  return found == names.end() || beginning.size() < least ? std::nullopt : std::optional(*found);
}

std::string asked(const std::optional<std::string>& meant) {
  return meant ? fmt::format("; did you mean {}?", in_quotes(*meant)) : "";
}

}  // namespace

std::string meant_by_command(std::string_view word, const std::vector<std::string>& names) {
  auto meant = ours_for(word);
  if (!meant) meant = first_with(word, names);
  if (!meant) meant = nearest(word, names);
  if (!meant) meant = abbreviated(word, names);
  return asked(meant);
}

std::string meant_by_option(std::string_view option, const std::vector<std::string>& options) {
  const auto ours = ours_for(option);
  return asked(ours ? ours : nearest(option, options));
}

}  // namespace audience
