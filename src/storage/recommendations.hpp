// The stored list of recommended products of a customer: JSON by rank.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace audience {

inline constexpr std::uint32_t highest_rank = 10'000;

using RankedProduct = std::pair<std::uint32_t, std::string_view>;

/// Puts into `json` what is stored, of ranks that rise: an array from rank 1 with null for an empty rank; but
/// where most ranks are empty, so that these would cost more than the products, an object of products by
/// rank.
void write_list(const std::vector<RankedProduct>& list, std::string& json);

/// The recommended products of one customer after another, by rank from 1; ranks may be empty.
class RankedProducts {
 public:
  /// Reads what `write_list` gives; anything after a place that is not as there is left out. Products are
  /// views into `json` wherever nothing needs unescaping.
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
  void read_array(std::string_view json);
  void read_object(std::string_view json);
  void set_view(std::size_t rank, std::string_view product);
  std::string_view take_text(std::string_view json, std::size_t& at);
  std::vector<std::string_view> products_;  ///< without data: an empty rank
  std::deque<std::string> copies_;
};

}  // namespace audience
