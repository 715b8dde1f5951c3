// Quotes and words of bash.
#include "cli/bash_line.hpp"

#include <algorithm>

namespace audience {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

bool is_plain(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_letter || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("_-./,:=@%+").find(c) != std::string_view::npos;
}

class Reader {
 public:
  Reader(std::string_view line, std::string_view breaks) : text_(line), breaks_(breaks) {}

  BashLine read() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      if (line_.quote == '\0') {
        read_plain(text_[at_]);
      } else {
        read_quoted(text_[at_]);
      }
    }
    return std::move(line_);
  }

 private:
  void read_plain(char c) {
    if (is_blank(c)) {
      end_word();
    } else if (c == '<' || c == '>') {
      // The number of a stream before it is no word.
      if (std::all_of(line_.current.begin(), line_.current.end(),
                      [](char d) { return d >= '0' && d <= '9'; }))
        has_word_ = false;
      end_word();
      line_.is_redirection = true;
    } else if (c == '\'' || c == '"') {
      line_.quote = c;
      line_.kept = line_.current.size();
      has_word_ = true;
    } else if (c == '\\' && at_ + 1 < text_.size()) {
      add(text_[++at_]);
    } else {
      add(c);
      if (breaks_.find(c) != std::string_view::npos) line_.kept = line_.current.size();
    }
  }

  void read_quoted(char c) {
    const bool escapes = line_.quote == '"' && c == '\\' && at_ + 1 < text_.size() &&
                         std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos;
    if (escapes) {
      add(text_[++at_]);
    } else if (c == line_.quote) {
      line_.quote = '\0';
      line_.kept = 0;
    } else {
      add(c);
    }
  }

  void add(char c) {
    line_.current += c;
    has_word_ = true;
  }

  void end_word() {
    if (has_word_ && !line_.is_redirection) line_.before.push_back(line_.current);
    if (has_word_) line_.is_redirection = false;
    line_.current.clear();
    line_.kept = 0;
    has_word_ = false;
  }

  std::string_view text_, breaks_;
  std::size_t at_ = 0;
  bool has_word_ = false;
  BashLine line_;
};

}  // namespace

BashLine read_bash_line(std::string_view line, std::string_view breaks) {
  return Reader(line, breaks).read();
}

std::string quoted_for_bash(std::string_view text, char quote) {
  std::string quoted;
  for (const char c : text) {
    if (quote == '\'' && c == '\'') {
      quoted += "'\\'";
    } else if (quote == '"' ? std::string_view("\"\\$`").find(c) != std::string_view::npos
                            : quote == '\0' && !is_plain(c)) {
      quoted += '\\';
    }
    quoted += c;
  }
  // Readline closes the quote, but not behind its like.
  if (quote != '\0' && quoted.ends_with(quote)) quoted += quote;
  return quoted;
}

}  // namespace audience
