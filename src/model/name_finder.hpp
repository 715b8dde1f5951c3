// Names of people found within longer texts: in any case, and glued to what stands before and behind them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/phone_numbers.hpp"

namespace audience {

/// Whether a text can stand for one person wherever it is found: 5 bytes or more with an `@`, or with digits
/// beside other characters; or 9 digits and more, as telephone numbers have. Plain words and shorter numbers
/// mean too much else.
bool is_telling(std::string_view text);

/// How surely a text names someone.
enum class Mention { none, possible, certain };

struct FoundName {
  std::size_t at = 0, length = 0;  ///< bytes of the text as it is written
  std::string name;                ///< without case
  /// Possible: a name that is not telling, or one with a letter right before or behind its own.
  Mention mention = Mention::none;
};

/// Which names are looked for, and where.
enum class NameSearch {
  telling,      ///< wherever they stand; but digits before or behind digits of a name make it another one
  plain_words,  ///< all others, where neither letters nor digits go on (a number of 4 digits or more: digits)
  plain_anywhere  ///< and those of 3 bytes or more as telling ones
};

/// Plain numbers are passed over in dates and times. Letters with marks are found in any canonical form of
/// Unicode, telephone numbers (model/phone_numbers.hpp) with any signs between their digits.
class NameFinder {
 public:
  NameFinder() = default;
  explicit NameFinder(const std::vector<std::string>& names);

  /// From left to right; none overlaps another, and of those that begin at one place it is the longest that
  /// `counts`. Costs a look-up for each byte, however many names there are.
  [[nodiscard]] std::vector<FoundName> find(std::string_view text, NameSearch search,
                                            const std::function<bool(const FoundName&)>& counts) const;

 private:
  struct Names {
    std::set<std::string, std::less<>> names;
    std::unordered_map<std::uint16_t, std::vector<std::size_t>> lengths;  ///< by two first bytes; descending
    std::vector<bool> begins = std::vector<bool>(0x10000);                ///< whether there are any of these
    [[nodiscard]] std::vector<std::size_t> lengths_at(std::string_view text, std::size_t at) const;
  };
  /// Those of 9 digits and more beside telling names, shorter ones beside others.
  PhoneNumbers telling_phones_, plain_phones_;
  Names telling_, plain_;
};

/// The texts that a name may be a part of: all that begin at most 32 bytes before it and end at most 32
/// behind it, within its word. The longest first, the name itself last.
std::vector<std::string> texts_around(std::string_view text, const FoundName& name);

/// What no word of a text goes beyond.
inline constexpr std::string_view ends_of_words = " \t\r\n,;:()<>[]{}\"";

/// From one end of a word before it to the next behind it.
std::string_view word_around(std::string_view text, const FoundName& name);

}  // namespace audience
