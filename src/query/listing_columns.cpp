// Names of columns and of orders, looked up in the catalog.
#include "query/listing_columns.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>

#include "audience/error.hpp"
#include "base/suggestion.hpp"

namespace audience {
namespace {

const Attribute* by_column(const Catalog& catalog, std::string_view name) {
  const auto found = std::find_if(catalog.attributes.begin(), catalog.attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.column == name; });
  return found == catalog.attributes.end() ? nullptr : &*found;
}

/// The key has the name customer_id in every catalog, unless another attribute bears it.
const Attribute* find_column(const Catalog& catalog, std::string_view name) {
  if (name == catalog.key) return by_column(catalog, name);
  if (const Attribute* attribute = catalog.find_attribute(name)) return attribute;
  if (const Attribute* attribute = by_column(catalog, name)) return attribute;
  for (const Attribute& attribute : catalog.attributes) {
    const auto& names = attribute.value_names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return &attribute;
  }
  return name == "customer_id" ? by_column(catalog, catalog.key) : nullptr;
}

const Attribute& require(const Catalog& catalog, std::string_view name, Setting setting) {
  if (const Attribute* attribute = find_column(catalog, name)) return *attribute;
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) names.push_back(attribute.column);
  throw Error(ErrorKind::usage,
              fmt::format("customers have no column \"{}\"{}", name, did_you_mean(name, names)),
              fmt::format("the columns are {}", fmt::join(names, ", ")))
      .about(setting);
}

/// SQLite's answers have 2,000 columns, and the walks bring a few of their own.
void refuse_too_many(const std::vector<ListingColumn>& columns, Setting setting) {
  constexpr std::size_t most = 1900;
  if (columns.size() <= most) return;
  throw Error(ErrorKind::usage, fmt::format("{} columns are asked for; at most {} can stand side by side",
                                            columns.size(), most))
      .about(setting);
}

/// K of `product_K`, 1..100; 0 for other names.
int rank_of(std::string_view name) {
  constexpr std::string_view prefix = "product_";
  if (!name.starts_with(prefix)) return 0;
  int rank = 0;
  const auto [end, fault] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), rank);
  return fault == std::errc{} && end == name.data() + name.size() && rank >= 1 && rank <= 100 ? rank : 0;
}

bool is_pattern(std::string_view name) { return name.find_first_of("*?[") != std::string_view::npos; }

/// What `--columns` says, word by word.
class ColumnChoice {
 public:
  ColumnChoice(const Catalog& catalog, int recommendations)
      : catalog_(catalog), recommendations_(recommendations) {}

  void apply(const std::string& word) {
    if (add_named(word)) return;
    if (word.starts_with('-')) {
      leave_out(word.substr(1));
    } else if (word == "all" || is_pattern(word)) {
      add_matches(word == "all" ? "*" : word);
    } else {
      require(catalog_, word, Setting::columns);
    }
    is_first_ = false;
  }

  std::vector<ListingColumn> take() {
    if (columns_.empty()) {
      throw Error(ErrorKind::usage, "no column is left", "leave out fewer of them").about(Setting::columns);
    }
    refuse_too_many(columns_, Setting::columns);
    return std::move(columns_);
  }
  std::vector<ListingColumn> take_listed() {
    columns_ = listed();
    refuse_too_many(columns_, Setting::catalog_listing);
    return std::move(columns_);
  }

 private:
  [[nodiscard]] bool has(const ListingColumn& column) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const ListingColumn& one) {
      return one.column == column.column && one.recommendation_rank == column.recommendation_rank;
    });
  }

  [[nodiscard]] std::vector<ListingColumn> listed() const {
    std::vector<ListingColumn> columns;
    for (const std::string& name : catalog_.listing) {
      const Attribute& attribute = require(catalog_, name, Setting::catalog_listing);
      columns.push_back({name, attribute.type, 0, attribute.column});
    }
    for (int rank = 1; rank <= recommendations_; ++rank)
      columns.push_back({fmt::format("product_{}", rank), ValueType::text, rank});
    return columns;
  }

  /// Those listed, then every other.
  [[nodiscard]] std::vector<ListingColumn> everything() const {
    std::vector<ListingColumn> columns = listed();
    for (const Attribute& attribute : catalog_.attributes) {
      const bool is_there = std::any_of(columns.begin(), columns.end(), [&](const ListingColumn& one) {
        return one.column == attribute.column;
      });
      if (!is_there) columns.push_back({attribute.column, attribute.type, 0, attribute.column});
    }
    return columns;
  }

  bool add_named(const std::string& name) {
    const Attribute* attribute = find_column(catalog_, name);
    const int rank = attribute != nullptr ? 0 : rank_of(name);
    if (attribute == nullptr && rank == 0) return false;
    const ListingColumn column = rank > 0 ? ListingColumn{name, ValueType::text, rank}
                                          : ListingColumn{name, attribute->type, 0, attribute->column};
    // A name that is written twice is shown twice; one that a pattern brought already is not.
    if (is_plain_ || !has(column)) columns_.push_back(column);
    is_first_ = false;
    return true;
  }

  void add_matches(const std::string& pattern) {
    is_plain_ = false;
    bool matches = false;
    for (ListingColumn& column : everything()) {
      if (::fnmatch(pattern.c_str(), column.name.c_str(), FNM_NOESCAPE) != 0) continue;
      matches = true;
      if (!has(column)) columns_.push_back(std::move(column));
    }
    if (!matches) refuse_pattern(pattern);
  }

  void leave_out(const std::string& word) {
    if (is_first_) columns_ = listed();
    is_plain_ = false;
    const bool by_pattern = is_pattern(word);
    const Attribute* attribute = by_pattern ? nullptr : find_column(catalog_, word);
    const int rank = attribute == nullptr && !by_pattern ? rank_of(word) : 0;
    if (attribute == nullptr && rank == 0 && !by_pattern) require(catalog_, word, Setting::columns);
    const auto removed = std::remove_if(columns_.begin(), columns_.end(), [&](const ListingColumn& one) {
      if (by_pattern) return ::fnmatch(word.c_str(), one.name.c_str(), FNM_NOESCAPE) == 0;
      return rank > 0 ? one.recommendation_rank == rank
                      : one.recommendation_rank == 0 && one.column == attribute->column;
    });
    if (removed == columns_.end() && by_pattern) refuse_pattern(word);
    columns_.erase(removed, columns_.end());
  }

  [[noreturn]] void refuse_pattern(const std::string& pattern) const {
    std::vector<std::string> names;
    for (const ListingColumn& column : everything()) names.push_back(column.name);
    throw Error(ErrorKind::usage, fmt::format("no column matches \"{}\"", pattern),
                fmt::format("the columns are {}", fmt::join(names, ", ")))
        .about(Setting::columns);
  }

  const Catalog& catalog_;
  int recommendations_;
  std::vector<ListingColumn> columns_;
  bool is_first_ = true;  ///< nothing was said yet
  bool is_plain_ = true;  ///< names alone so far
};

}  // namespace

const Attribute& named_attribute(const Catalog& catalog, std::string_view name, Setting setting) {
  return require(catalog, name, setting);
}

std::vector<ListingColumn> listing_columns(const Catalog& catalog, int recommendations,
                                           const std::vector<std::string>& chosen) {
  ColumnChoice choice(catalog, recommendations);
  if (chosen.empty()) return choice.take_listed();
  for (const std::string& name : chosen) choice.apply(name);
  return choice.take();
}

std::optional<SortOrder> parse_sort(const Catalog& catalog, const std::optional<std::string>& asked) {
  if (!asked) return std::nullopt;
  const std::string& text = *asked;
  const std::size_t colon = text.rfind(':');
  const std::string direction = colon == std::string::npos ? "asc" : text.substr(colon + 1);
  if (direction != "asc" && direction != "desc") {
    throw Error(ErrorKind::usage, fmt::format("unknown direction \"{}\"", direction),
                "write COLUMN:asc or COLUMN:desc")
        .about(Setting::sort);
  }
  return SortOrder{require(catalog, text.substr(0, colon), Setting::sort).column, direction == "desc"};
}

}  // namespace audience
