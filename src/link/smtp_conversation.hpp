// What a mail client and a server say to each other.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace audience {

/// One mail on its way: its text as it is asked for, and the server's replies (RFC 5321, 4.2).
class SmtpConversation {
 public:
  /// `text` must outlive it. After `timeout`, or once the whole mail was accepted or refused, two seconds are
  /// left to say goodbye.
  SmtpConversation(std::string_view text, std::chrono::milliseconds timeout)
      : unsent_(text), deadline_(Clock::now() + timeout + longest_goodbye) {}

  /// Copies what comes next of the text; returns how much, 0 at its end.
  std::size_t give(char* buffer, std::size_t room);
  /// One line of a reply: `550-...` goes on, `550 ...` ends.
  void take(std::string_view line);

  [[nodiscard]] bool sent() const { return unsent_.empty(); }
  /// The server answered to the whole text that it takes it over.
  [[nodiscard]] bool accepted() const { return accepted_; }
  /// The lines of the last reply as one, if it refused something; a reply to QUIT does not count. Cut near
  /// 400 bytes, as the server wrote it.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] bool overdue() const { return Clock::now() > deadline_; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds longest_goodbye{2};
  std::string_view unsent_;
  Clock::time_point deadline_;
  bool judged_ = false;
  bool accepted_ = false;
  std::string refusal_;
  bool in_reply_ = false;
};

/// Servers quote what they dislike, links too. Blanks every word of `reason` that shares 16 letters with a
/// run of 40 or more of the letters that tokens are made of in `body`.
std::string without_tokens(std::string_view reason, std::string_view body);

}  // namespace audience
