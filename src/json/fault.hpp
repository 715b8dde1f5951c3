// Faults collected while a document is read, and their words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/fault.hpp"

namespace audience {

/// How a front end says a remedy: one sentence, or nothing.
using RemedyWords = std::string (*)(const Advice& advice);

/// The message, then behind a semicolon the remedy, where there are words for it.
std::string worded(const Fault& fault, RemedyWords words);
/// The text of the error, with the remedies.
std::string worded(const FaultyDocument& error, RemedyWords words);

/// Collects faults; reading goes on after each, so that all are told at once.
class Faults {
 public:
  static constexpr std::size_t most = 20;
  void add(Place place, std::string message, Advice advice = {});
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<Fault> in_order() const;  ///< by place, at most `most`
  [[nodiscard]] FaultyFile in_file(std::string name) const;
  /// `file:line:column pointer: message`, a line each, in order of place, at most `most`; then `… and N
  /// more`.
  [[nodiscard]] std::string to_text(std::string_view file, RemedyWords words = nullptr) const;
  /// Throws FaultyDocument, unless empty.
  void throw_if_any(std::string_view file) const;

 private:
  std::vector<Fault> faults_;
  std::size_t count_ = 0;  ///< also of those beyond any bound on what is kept
};

}  // namespace audience
