// The stored list of recommended products of a customer: a JSON array by rank.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// The recommended products of one customer after another, by rank from 1; ranks may be empty.
class RankedProducts {
 public:
  /// Reads what this tool stores, an array of strings and nulls; anything after a place that is neither is
  /// left out. Products are views into `json` wherever nothing needs unescaping.
  void read(std::string_view json);
  void clear();
  void set(std::size_t rank, std::string_view product);  ///< copies it
  /// Nothing where the rank is empty. Valid until the next change, and as long as the text that was read.
  [[nodiscard]] std::optional<std::string_view> at(std::size_t rank) const {
    if (rank > products_.size() || products_[rank - 1].data() == nullptr) return std::nullopt;
    return products_[rank - 1];
  }
  [[nodiscard]] std::size_t size() const { return products_.size(); }  ///< the highest rank

 private:
  std::string_view take_text(std::string_view json, std::size_t& at);
  std::vector<std::string_view> products_;  ///< without data: an empty rank
  std::deque<std::string> copies_;
};

}  // namespace audience
