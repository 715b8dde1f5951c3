// Header matching.
#include "import/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "import/retyping.hpp"
#include "import/row_origin.hpp"
#include "model/name_words.hpp"

namespace audience {
namespace {

/// By name, the first of those that share it.
using Places = std::unordered_map<std::string, std::size_t>;

Places places_of(const std::vector<std::string>& names) {
  Places places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], i);
  return places;
}

std::string shown_headers(const Layout& layout) {
  constexpr std::size_t most = 20;
  std::vector<std::string> headers;
  std::size_t count = 0;
  for (const std::string& header : layout.headers) {
    if (is_origin_column(header)) continue;
    ++count;
    if (headers.size() < most) headers.push_back(printable(header));
  }
  const std::size_t hidden = count - headers.size();
  return fmt::format("{}{}", fmt::join(headers, ", "),
                     hidden == 0 ? "" : fmt::format(" and {} more", hidden));
}

/// What is wrong, and what there is.
Error refusal(const Layout& layout, const std::string& message, const Advice& advice = {}) {
  const std::string seen = layout.is_headed ? "the headers are " + shown_headers(layout)
                                            : fmt::format("the file has {} columns", layout.headers.size());
  return {ErrorKind::invalid_input, message + "; " + seen, advice};
}

/// Tells no cell of a line that may be somebody's record, but which one is nearly the name that is missing.
std::string near_column(const Layout& layout, const std::string& name) {
  for (std::size_t i = 0; i < layout.headers.size(); ++i) {
    if (nearest(folded_header(layout.headers[i]), {name}))
      return fmt::format("; column {} comes close", i + 1);
  }
  return {};
}

std::string near_header(const Layout& layout, const std::string& header) {
  return layout.is_headed ? did_you_mean(header, layout.headers) : near_column(layout, folded_header(header));
}

[[noreturn]] void refuse_without(const Layout& layout, const std::string& key) {
  if (layout.is_headed)
    throw refusal(layout, fmt::format("the file has no column {}", key), {Remedy::map_key, {key}});
  const std::string near = near_column(layout, key);
  const std::size_t count = layout.headers.size();
  throw Error(ErrorKind::invalid_input,
              count == 1 ? fmt::format("the file has 1 column, and it is not {}{}", key, near)
                         : fmt::format("the file has {} columns, and none of them is {}{}", count, key, near),
              {Remedy::name_columns, {key}});
}

/// Headers as they are compared. The first column of a program's own rows often has none.
std::vector<std::string> compared_headers(const Layout& layout) {
  std::vector<std::string> headers;
  for (const std::string& header : layout.headers) headers.push_back(folded_header(header));
  if (headers.size() > 1 && headers.front().empty()) headers.front() = nameless_column;
  return headers;
}

/// `FirstName` becomes `first_name` where that is a column and no header has its very name.
void join_words(std::vector<std::string>& names, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) {
    if (std::find(names.begin(), names.end(), column) != names.end()) continue;
    const auto alike = [&](const std::string& name) {
      const bool is_another = std::find(columns.begin(), columns.end(), name) != columns.end();
      return !is_another && folded(name) == folded(column);
    };
    if (std::count_if(names.begin(), names.end(), alike) != 1) continue;
    *std::find_if(names.begin(), names.end(), alike) = column;
  }
}

/// The names the file's columns have for us: mapped, or the header itself.
std::vector<std::string> names_of(const Layout& layout, const ImportOptions& options,
                                  const std::vector<std::string>& columns) {
  std::vector<std::string> mapped = compared_headers(layout);
  const Places places = places_of(mapped);
  std::vector<bool> claimed(mapped.size());
  for (const auto& [column, header] : options.map) {
    const auto found = places.find(folded_header(header));
    if (found == places.end()) {
      throw refusal(layout, "the file has no such header" + near_header(layout, header))
          .about(Setting::column_map, fmt::format("{}={}", column, header));
    }
    if (claimed[found->second])
      throw refusal(layout, "that header is mapped already")
          .about(Setting::column_map, fmt::format("{}={}", column, header));
    claimed[found->second] = true;
    mapped[found->second] = folded_header(column);
  }
  join_words(mapped, columns);
  return mapped;
}

void check_names(const Layout& layout, const std::vector<std::string>& names, const Places& places) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      throw refusal(layout, fmt::format("column {} has no header", i + 1), "give it a name");
    if (places.at(names[i]) != i)
      throw refusal(layout, fmt::format("two columns are called {}", printable(names[i])),
                    "rename one in the file");
  }
}

bool is_headed(const std::vector<std::string>& headers, const std::vector<KeyColumn>& keys,
               const std::vector<SchemaColumn>& known) {
  std::vector<std::string> sure, likely;
  for (const KeyColumn& key : keys) sure.push_back(key.name);
  for (const SchemaColumn& column : known) likely.push_back(column.name);
  return are_headers(headers, sure, likely);
}

/// Whoever names a cell of the first line knows that it holds headers.
bool names_a_header(const std::vector<std::string>& headers, const ImportOptions& options) {
  return std::any_of(options.map.begin(), options.map.end(), [&](const auto& pair) {
    return std::any_of(headers.begin(), headers.end(), [&](const std::string& header) {
      return folded_header(header) == folded_header(pair.second);
    });
  });
}

std::vector<std::string> names_of_columns(ImportKind kind, const std::vector<SchemaColumn>& further) {
  std::vector<std::string> names;
  for (const KeyColumn& key : key_columns(kind)) names.push_back(key.name);
  for (const SchemaColumn& column : further) names.push_back(folded_header(column.name));
  return names;
}

void check_new_name(const Layout& layout, const std::string& name) {
  constexpr std::size_t longest = 200;
  const bool is_ours = name == "customer_number" || name.starts_with("audience");
  if (is_ours || !is_utf8(name) || name.size() > longest || name.find('\0') != std::string::npos)
    throw refusal(layout, fmt::format("a column cannot be called {}", printable(name)), Remedy::map_column);
}

/// Where no new columns are made, a mistyped target would be passed over and its values lost without a word.
void check_map_targets(const Layout& layout, ImportKind kind, const KnownColumns& known,
                       const ImportOptions& options) {
  const std::vector<std::string> targets = names_of_columns(kind, known.further);
  for (const auto& [column, header] : options.map) {
    if (std::find(targets.begin(), targets.end(), folded_header(column)) != targets.end()) continue;
    throw refusal(layout, fmt::format("there is no column {}{}", column, did_you_mean(column, targets)),
                  fmt::format("the columns are {}", fmt::join(targets, ", ")))
        .about(Setting::column_map, fmt::format("{}={}", column, header));
  }
}

void refuse_mistaken_kind(ImportKind kind, const std::vector<std::string>& names, const KnownColumns& known,
                          const ImportOptions& options) {
  if (options.newest_by) return;
  const auto other = mistaken_kind(kind, names, known.customers);
  if (!other) return;
  const std::string name(name_of(*other));
  const bool has_customers = other == ImportKind::purchases && kind == ImportKind::customers;
  std::vector<std::string> subjects{name, options.file, has_customers ? "purchased_at" : ""};
  for (const auto& [column, header] : options.map) subjects.push_back(fmt::format("{}={}", column, header));
  throw Error(ErrorKind::invalid_input, fmt::format("the file has the columns of {}", name),
              {Remedy::import_as, std::move(subjects)});
}

/// The pairs for --map that make purchases of the file: those given, and those found.
std::vector<std::string> map_of_purchases(const Layout& layout, const LikelyPurchases& likely,
                                          const ImportOptions& options) {
  std::vector<std::string> map;
  for (const auto& [column, header] : options.map) map.push_back(fmt::format("{}={}", column, header));
  const std::string product = printable(layout.headers[likely.product]);
  if (folded(product) != folded("product_id")) map.push_back("product_id=" + product);
  map.push_back("purchased_at=" + (likely.time ? printable(layout.headers[*likely.time]) : "HEADER"));
  for (const auto& [name, column] : {std::pair{"qty", "quantity"}, std::pair{"price", "unit_price"}}) {
    const auto is_named = [&](const std::string& header) { return folded(header) == name; };
    const auto is_there = [&](const std::string& header) { return folded(header) == folded(column); };
    const auto found = std::find_if(layout.headers.begin(), layout.headers.end(), is_named);
    if (found != layout.headers.end() && std::none_of(layout.headers.begin(), layout.headers.end(), is_there))
      map.push_back(fmt::format("{}={}", column, printable(*found)));
  }
  return map;
}

/// Such rows would become one customer each, all but the last of them lost. A type that is said of the
/// product makes it an attribute.
void refuse_likely_purchases(const Layout& layout, const std::vector<std::string>& names,
                             const KnownColumns& known, const ImportOptions& options) {
  const auto likely = likely_purchases(names, known.customers);
  if (!likely || options.newest_by) return;
  const std::string& product = names[likely->product];
  for (const auto& [column, type] : options.types) {
    if (folded_header(column) == product) return;
  }
  std::vector<std::string> subjects = map_of_purchases(layout, *likely, options);
  subjects.insert(subjects.begin(), {std::string(name_of(ImportKind::purchases)), options.file, product});
  throw Error(
      ErrorKind::invalid_input,
      fmt::format("the file has columns of purchases, {} and {}, but no purchased_at",
                  printable(layout.headers[likely->product]), printable(layout.headers[likely->amount])),
      {Remedy::import_as, std::move(subjects)});
}

/// The columns beside the keys, whose places are `taken`.
void add_payload(Layout& layout, const std::vector<std::string>& names, const std::vector<bool>& taken,
                 const KnownColumns& known, bool takes_new) {
  std::unordered_map<std::string, const SchemaColumn*> columns;
  for (const SchemaColumn& column : known.further) columns.emplace(folded_header(column.name), &column);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_origin_column(names[i])) layout.passed_over.push_back(i);
    if (taken[i] || is_origin_column(names[i]) || (i == 0 && layout.is_first_nameless)) continue;
    const auto column = columns.find(names[i]);
    if (column != columns.end()) {
      layout.payload.push_back({column->second->name, column->second->type, i, false});
    } else if (takes_new) {
      check_new_name(layout, names[i]);
      layout.payload.push_back({names[i], ValueType::text, i, true});
    }
  }
}

}  // namespace

Layout match_headers(const CsvRecord& header, ImportKind kind, const KnownColumns& known,
                     const ImportOptions& options) {
  Layout layout;
  for (const std::string_view cell : header.cells) layout.headers.emplace_back(cell);
  layout.is_headed =
      is_headed(layout.headers, key_columns(kind), known.further) || names_a_header(layout.headers, options);
  const bool takes_new = kind != ImportKind::recommendations;
  if (!takes_new) check_map_targets(layout, kind, known, options);
  const std::vector<std::string> names = names_of(layout, options, names_of_columns(kind, known.further));
  layout.is_first_nameless = layout.headers.front().empty() && names.front() == nameless_column;
  refuse_mistaken_kind(kind, names, known, options);
  if (kind == ImportKind::customers) refuse_likely_purchases(layout, names, known, options);
  const Places places = places_of(names);
  std::vector<bool> taken(names.size());
  for (const KeyColumn& key : key_columns(kind)) {
    const auto found = places.find(key.name);
    if (found == places.end() && key.required) refuse_without(layout, key.name);
    layout.keys.push_back(found == places.end() ? Layout::absent : found->second);
    if (found != places.end()) taken[found->second] = true;
  }
  // All the keys are there: from here on the line surely has headers, which may be named.
  layout.is_headed = true;
  check_names(layout, names, places);
  add_payload(layout, names, taken, known, takes_new);
  std::vector<std::string> fresh;
  for (const PayloadColumn& column : layout.payload) {
    if (column.is_new) fresh.push_back(column.name);
  }
  check_types(kind, known.further, fresh, options);
  for (const auto& [name, type] : options.types) {
    for (PayloadColumn& column : layout.payload) {
      if (column.name != name) continue;
      column.type = type;
      column.is_said = true;
    }
  }
  return layout;
}

}  // namespace audience
