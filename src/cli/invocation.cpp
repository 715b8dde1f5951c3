// Words for a shell.
#include "cli/invocation.hpp"

#include <algorithm>

#include "base/wording.hpp"

namespace audience {

std::string Invocation::command(std::string_view verb, const std::vector<std::string>& words) const {
  std::string line = "audience";
  if (config) line += " --config " + shell_word(*config);
  if (db) line += " --db " + shell_word(*db);
  line += ' ';
  line += verb;
  const bool looks_like_option = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  });
  if (looks_like_option) line += " --";
  for (const std::string& word : words) {
    line += ' ';
    line += shell_word(word);
  }
  return line;
}

}  // namespace audience
