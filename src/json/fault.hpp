// Faults collected while a document is read, and their words.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audience/fault.hpp"
#include "json/json_text.hpp"

namespace audience {

/// How a front end says a remedy: one sentence, or nothing.
using RemedyWords = std::function<std::string(const Advice& advice)>;

/// The message, then behind a semicolon the remedy, where there are words for it.
std::string worded(const Fault& fault, const RemedyWords& words);
/// The text of the error, with the remedies.
std::string worded(const FaultyDocument& error, const RemedyWords& words);

/// Collects faults; reading goes on after each, so that all are told at once. However many there are, no more
/// is kept than can be told.
class Faults {
 public:
  static constexpr std::size_t most = 20;

  /// The text that the places of the next faults lie in; without one all of them are its beginning.
  void read_from(std::shared_ptr<const JsonText> text) { text_ = std::move(text); }
  [[nodiscard]] const std::shared_ptr<const JsonText>& text() const { return text_; }

  void add(JsonPlace place, std::string message, Advice advice = {});
  void add_located(Place place, std::string message, Advice advice = {});

  /// What `make` says beside a fault at the place, such as the nearest right name, which takes a walk over
  /// all names. Empty where the fault could not be told any more, and after very many.
  template <typename Make>
  [[nodiscard]] std::string hint(JsonPlace place, Make make) {
    return takes_hint(place) ? make() : std::string{};
  }

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<Fault> in_order() const;  ///< by place, at most `most`
  [[nodiscard]] FaultyFile in_file(std::string name) const;
  /// `file:line:column pointer: message`, a line each, in order of place, at most `most`; then `… and N
  /// more`.
  [[nodiscard]] std::string to_text(std::string_view file, const RemedyWords& words = {}) const;
  /// Throws FaultyDocument, unless empty.
  void throw_if_any(std::string_view file) const;

 private:
  struct Kept {
    Fault fault;
    std::shared_ptr<const JsonText> text;  ///< none: its pointer is made
    JsonPlace place;
  };

  [[nodiscard]] Place located(JsonPlace place) const;
  [[nodiscard]] bool can_be_told(const Place& place) const;
  bool takes_hint(JsonPlace place);
  void keep(Kept kept);

  std::shared_ptr<const JsonText> text_;
  std::vector<Kept> kept_;  ///< by place, equal ones as they came; at most `most`
  std::size_t count_ = 0;
  std::size_t hints_ = 0;
};

}  // namespace audience
