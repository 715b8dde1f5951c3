// What is wrong in a document, and where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/error.hpp"

namespace audience {

/// Where a value stands in its file: line and column from 1 (columns count bytes), and its JSON pointer (RFC
/// 6901).
struct Place {
  int line = 1;
  int column = 1;
  std::string pointer;
};

struct Fault {
  Place place;
  std::string message;  ///< what is wrong and, where one is known, the nearest right value
};

/// The error of a document with faults: its text is a located line for each.
class FaultyDocument : public Error {
 public:
  explicit FaultyDocument(const std::string& lines) : Error(ErrorKind::invalid_input, lines) {}
};

/// Collects faults; reading goes on after each, so that all are told at once.
class Faults {
 public:
  static constexpr std::size_t most = 20;
  void add(Place place, std::string message);
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<Fault> in_order() const;  ///< by place, at most `most`
  /// `file:line:column pointer: message`, a line each, in order of place, at most `most`; then `… and N
  /// more`.
  [[nodiscard]] std::string to_text(std::string_view file) const;
  /// Throws FaultyDocument with that text, unless empty.
  void throw_if_any(std::string_view file) const;

 private:
  std::vector<Fault> faults_;
  std::size_t count_ = 0;  ///< also of those beyond any bound on what is kept
};

}  // namespace audience
