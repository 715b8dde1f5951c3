// What is wrong in a document, and where.
#pragma once

#include <memory>
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
  Advice advice = {};   ///< a remedy that a front end has words for
};

/// How a front end says a remedy: one sentence, or nothing.
using RemedyWords = std::string (*)(const Advice& advice);

/// The message, then behind a semicolon the remedy, where there are words for it.
std::string worded(const Fault& fault, RemedyWords words);

/// Collects faults; reading goes on after each, so that all are told at once.
class Faults {
 public:
  static constexpr std::size_t most = 20;
  void add(Place place, std::string message, Advice advice = {});
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<Fault> in_order() const;  ///< by place, at most `most`
  /// `file:line:column pointer: message`, a line each, in order of place, at most `most`; then `… and N
  /// more`.
  [[nodiscard]] std::string to_text(std::string_view file, RemedyWords words = nullptr) const;
  /// Throws FaultyDocument, unless empty.
  void throw_if_any(std::string_view file) const;

 private:
  std::vector<Fault> faults_;
  std::size_t count_ = 0;  ///< also of those beyond any bound on what is kept
};

/// The error of documents with faults: its text is a located line for each.
class FaultyDocument : public Error {
 public:
  struct File {
    std::string name;
    Faults faults;
  };
  explicit FaultyDocument(const std::vector<File>& files);
  /// The same lines, with the remedies.
  [[nodiscard]] std::string to_text(RemedyWords words) const { return lines_of(*files_, words); }

 private:
  static std::string lines_of(const std::vector<File>& files, RemedyWords words);

  std::shared_ptr<const std::vector<File>> files_;  ///< an exception is copied without throwing
};

}  // namespace audience
