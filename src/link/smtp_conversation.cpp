// Replies told apart, and secrets kept out of what is told of them.
#include "link/smtp_conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace audience {
namespace {

/// Takes off the front what tokens are made of, or else what lies before the next of that.
std::string_view take_word(std::string_view& text) {
  constexpr std::string_view token_letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
  std::size_t end = text.find_first_not_of(token_letters);
  if (end == 0) end = text.find_first_of(token_letters);
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::size_t SmtpConversation::give(char* buffer, std::size_t room) {
  const std::size_t count = std::min(room, unsent_.size());
  std::memcpy(buffer, unsent_.data(), count);
  unsent_.remove_prefix(count);
  return count;
}

void SmtpConversation::take(std::string_view line) {
  constexpr std::size_t longest_reason = 400;
  line = line.substr(0, line.find_last_not_of("\r\n") + 1);
  if (line.size() < 3) return;
  const bool refused = line.front() == '4' || line.front() == '5';
  if (sent() && !judged_) {
    judged_ = true;
    accepted_ = line.front() == '2';
    deadline_ = Clock::now() + longest_goodbye;
  }
  if (!in_reply_ && !line.starts_with("221")) refusal_.clear();
  in_reply_ = line.size() > 3 && line[3] == '-';
  if (!refused || refusal_.size() > longest_reason) return;
  if (refusal_.empty()) refusal_ = line.substr(0, 3);
  refusal_ += fmt::format(" {}", line.substr(std::min<std::size_t>(4, line.size())));
}

std::string without_tokens(std::string_view reason, std::string_view body) {
  constexpr std::size_t shortest_piece = 16;
  constexpr std::size_t shortest_token = 40;
  std::vector<std::string_view> tokens;
  for (std::string_view rest = body; !rest.empty();) {
    const std::string_view word = take_word(rest);
    if (word.size() >= shortest_token) tokens.push_back(word);
  }
  const auto is_secret = [&tokens](std::string_view word) {
    for (std::size_t at = 0; at + shortest_piece <= word.size(); ++at) {
      const std::string_view piece = word.substr(at, shortest_piece);
      for (const std::string_view token : tokens) {
        if (token.find(piece) != std::string_view::npos) return true;
      }
    }
    return false;
  };
  std::string text;
  while (!reason.empty()) {
    const std::string_view word = take_word(reason);
    text += is_secret(word) ? "…" : word;
  }
  return text;
}

}  // namespace audience
