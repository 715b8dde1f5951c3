// What may stand for a value on a command line: words that are always the same, and those of the database in
// force.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audience {

class Session;

struct CompletionWord {
  std::string word;
  std::string note{};  ///< what it is, in a few words; of one line
};

struct CompletionWords {
  std::vector<CompletionWord> words{};
  bool files = false;    ///< files may stand there too
  bool goes_on = false;  ///< a word may be gone on with: no blank belongs behind it
  bool is_list = false;  ///< each word has all of a list up to its last comma before it

  /// Those alone that begin with what was typed.
  void keep(const std::string& typed);
};

/// For a value of that shape (LinePart::shape) behind that verb, of which `typed` is there already: words
/// that may begin otherwise. What the database would say is left out where it cannot be read.
CompletionWords words_of_shape(const Session& session, std::string_view verb, std::string_view shape,
                               const std::string& typed);

}  // namespace audience
