// Headers, encoded words and quoted-printable.
#include "link/mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "audience/error.hpp"
#include "base/utf8.hpp"

namespace audience {
namespace {

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t longest_line = 998;
constexpr std::size_t longest_header = 76;
constexpr std::size_t longest_encoded_word = 75;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
}

bool holds_only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [more](char c) {
    return letters_and_digits.find(c) != std::string_view::npos || more.find(c) != std::string_view::npos;
  });
}

std::vector<std::string_view> parts_of(std::string_view text, char between) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(between, from), text.size());
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

bool is_local_part(std::string_view text) {
  if (text.size() > 64) return false;
  const auto atoms = parts_of(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
    return !atom.empty() && holds_only(atom, "!#$%&'*+-/=?^_`{|}~");
  });
}

bool is_domain(std::string_view text) {
  const auto labels = parts_of(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && holds_only(label, "-") && label.front() != '-' &&
           label.back() != '-';
  });
}

std::string escaped(char byte) { return fmt::format("={:02X}", static_cast<unsigned char>(byte)); }

/// Words joined by single blanks, so that a reader who joins the lines again has the same text.
bool folds_at_blanks(std::string_view text) {
  constexpr std::size_t longest_word = 60;
  if (!is_ascii(text) || text.find("=?") != std::string_view::npos) return false;
  const auto words = parts_of(text, ' ');
  return std::all_of(words.begin(), words.end(),
                     [](std::string_view word) { return !word.empty() && word.size() <= longest_word; });
}

std::string folded(std::string line, std::string_view text) {
  std::string lines;
  for (const std::string_view word : parts_of(text, ' ')) {
    if (line.size() + 1 + word.size() > longest_header) {
      lines += line + "\r\n";
      line.clear();
    }
    line += fmt::format(" {}", word);
  }
  return lines + line + "\r\n";
}

/// Each word holds whole characters (RFC 2047, 5), and blanks between words are dropped by readers.
std::string in_encoded_words(std::string_view name, std::string_view text) {
  constexpr std::string_view opening = "=?utf-8?Q?";
  std::string lines = fmt::format("{} {}", name, opening);
  std::size_t used = opening.size() + name.size() + 1;
  for (std::size_t at = 0; at < text.size();) {
    std::string character;
    do {
      const char c = text[at++];
      character += c == ' ' ? "_" : holds_only({&c, 1}, "") ? std::string(1, c) : escaped(c);
    } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    if (used + character.size() + 2 > longest_encoded_word) {
      lines += fmt::format("?=\r\n {}", opening);
      used = opening.size();
    }
    lines += character;
    used += character.size();
  }
  return lines + "?=\r\n";
}

std::string subject_lines(const std::string& subject) {
  const std::string text = printable(subject);
  if (text.empty()) return "Subject:\r\n";
  return folds_at_blanks(text) ? folded("Subject:", text) : in_encoded_words("Subject:", text);
}

std::vector<std::string> lines_of(std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  std::vector<std::string> lines;
  for (std::string_view line : parts_of(body, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::string text;
    for (const std::string_view piece : parts_of(line, '\t'))
      text += (piece.data() == line.data() ? "" : "\t") + printable(piece);
    lines.push_back(std::move(text));
  }
  return lines;
}

/// RFC 2045, 6.7: lines of 76 at most, `=` at the end of one that goes on, no blank at any line's end.
std::string quoted_printable(std::string_view line) {
  constexpr std::size_t room = 75;
  std::string text;
  std::size_t used = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool blank = c == ' ' || c == '\t';
    const bool plain = blank ? at + 1 < line.size() : c > ' ' && c <= '~' && c != '=';
    const std::string piece = plain ? std::string(1, c) : escaped(c);
    if (used + piece.size() > room) {
      text += "=\r\n";
      used = 0;
    }
    text += piece;
    used += piece.size();
  }
  return text;
}

std::string date_text(TimePoint date) {
  const auto day = std::chrono::floor<std::chrono::days>(date);
  const std::chrono::year_month_day calendar{day};
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::hh_mm_ss clock{date - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(calendar.day()),
                     months[static_cast<unsigned>(calendar.month()) - 1], static_cast<int>(calendar.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace

void check_address(const std::string& setting, const std::string& address) {
  constexpr std::size_t longest_address = 254;
  const std::size_t at = address.find('@');
  if (at != std::string::npos && address.size() <= longest_address &&
      is_local_part(std::string_view(address).substr(0, at)) &&
      is_domain(std::string_view(address).substr(at + 1))) {
    return;
  }
  throw Error(ErrorKind::usage,
              fmt::format("{}: \"{}\" is no e-mail address", setting,
                          printable(std::string_view(address).substr(0, longest_address))),
              is_ascii(address) ? "write one address without a name, such as ana@example.org"
                                : "write it in ASCII, such as ana@xn--bcher-kva.example");
}

std::string compose(const Mail& mail) {
  check_address("sender", mail.from);
  check_address("recipient", mail.to);
  check_address("Message-ID", mail.message_id);
  const std::vector<std::string> lines = lines_of(mail.body);
  const bool plain = std::all_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.size() <= longest_line && is_ascii(line);
  });
  std::string text = fmt::format(
      "From: {}\r\nTo: {}\r\n{}Date: {}\r\nMessage-ID: <{}>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n",
      mail.from, mail.to, subject_lines(mail.subject), date_text(mail.date), mail.message_id,
      plain ? "7bit" : "quoted-printable");
  for (const std::string& line : lines) text += (plain ? line : quoted_printable(line)) + "\r\n";
  return text;
}

}  // namespace audience
