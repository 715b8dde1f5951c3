// Header matching.
#include "import/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "import/cell.hpp"

namespace audience {
namespace {

std::vector<std::string> printable_headers(const Layout& layout) {
  std::vector<std::string> headers;
  for (const std::string& header : layout.headers) headers.push_back(printable(header));
  return headers;
}

/// What is wrong, and what there is.
Error refusal(const Layout& layout, const std::string& message, const Advice& advice = {}) {
  const std::string seen = layout.is_headed
                               ? fmt::format("the headers are {}", fmt::join(printable_headers(layout), ", "))
                               : fmt::format("the file has {} columns", layout.headers.size());
  return {ErrorKind::invalid_input, message + "; " + seen, advice};
}

/// Tells no cell of a line that may be somebody's record, but which one is nearly the name that is missing.
[[noreturn]] void refuse_without(const Layout& layout, const std::string& key) {
  if (layout.is_headed)
    throw refusal(layout, fmt::format("the file has no column {}", key), {Remedy::map_key, {key}});
  std::string near;
  for (std::size_t i = 0; i < layout.headers.size() && near.empty(); ++i) {
    if (nearest(folded_header(layout.headers[i]), {key}))
      near = fmt::format("; column {} comes close", i + 1);
  }
  const std::size_t count = layout.headers.size();
  throw Error(ErrorKind::invalid_input,
              count == 1 ? fmt::format("the file has 1 column, and it is not {}{}", key, near)
                         : fmt::format("the file has {} columns, and none of them is {}{}", count, key, near),
              {Remedy::name_columns, {key}});
}

/// The names the file's columns have for us: mapped, or the header itself.
std::vector<std::string> names_of(const Layout& layout, const ImportOptions& options) {
  std::vector<std::string> names;
  for (const std::string& header : layout.headers) names.push_back(folded_header(header));
  std::vector<std::string> mapped = names;
  std::vector<bool> claimed(names.size());
  for (const auto& [column, header] : options.map) {
    const auto found = std::find(names.begin(), names.end(), folded_header(header));
    if (found == names.end()) {
      throw refusal(layout, fmt::format("the file has no such header{}",
                                        layout.is_headed ? did_you_mean(header, layout.headers) : ""))
          .about(Setting::column_map, fmt::format("{}={}", column, header));
    }
    const auto place = static_cast<std::size_t>(found - names.begin());
    if (claimed[place])
      throw refusal(layout, "that header is mapped already")
          .about(Setting::column_map, fmt::format("{}={}", column, header));
    claimed[place] = true;
    mapped[place] = folded_header(column);
  }
  return mapped;
}

void check_names(const Layout& layout, const std::vector<std::string>& names) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (name->empty()) {
      throw refusal(layout, fmt::format("column {} has no header", name - names.begin() + 1),
                    "give it a name");
    }
    if (std::find(names.begin(), name, *name) != name)
      throw refusal(layout, fmt::format("two columns are called {}", printable(*name)),
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

bool is_passed_over(const std::string& name) { return name == "reject_line" || name == "reject_reason"; }

void check_new_name(const Layout& layout, const std::string& name) {
  if (name == "customer_number" || name.starts_with("audience") || !is_utf8(name) || name.size() > 200) {
    throw refusal(layout, fmt::format("a column cannot be called {}", printable(name)), Remedy::map_column);
  }
}

/// Where no new columns are made, a mistyped target would be passed over and its values lost without a word.
void check_map_targets(const Layout& layout, const std::vector<KeyColumn>& keys,
                       const std::vector<SchemaColumn>& known, const ImportOptions& options) {
  std::vector<std::string> targets;
  for (const KeyColumn& key : keys) targets.push_back(key.name);
  for (const SchemaColumn& column : known) targets.push_back(folded_header(column.name));
  for (const auto& [column, header] : options.map) {
    if (std::find(targets.begin(), targets.end(), folded_header(column)) != targets.end()) continue;
    throw refusal(layout, fmt::format("there is no column {}{}", column, did_you_mean(column, targets)),
                  fmt::format("the columns are {}", fmt::join(targets, ", ")))
        .about(Setting::column_map, fmt::format("{}={}", column, header));
  }
}

}  // namespace

Layout match_headers(const CsvRecord& header, const std::vector<KeyColumn>& keys,
                     const std::vector<SchemaColumn>& known, bool takes_new, const ImportOptions& options) {
  Layout layout;
  for (const std::string_view cell : header.cells) layout.headers.emplace_back(cell);
  layout.is_headed = is_headed(layout.headers, keys, known);
  if (!takes_new) check_map_targets(layout, keys, known, options);
  const std::vector<std::string> names = names_of(layout, options);
  std::vector<bool> taken(names.size());
  for (const KeyColumn& key : keys) {
    const auto found = std::find(names.begin(), names.end(), key.name);
    if (found == names.end() && key.required) refuse_without(layout, key.name);
    layout.keys.push_back(found == names.end() ? Layout::absent
                                               : static_cast<std::size_t>(found - names.begin()));
    if (found != names.end()) taken[layout.keys.back()] = true;
  }
  // All the keys are there: from here on the line surely has headers, which may be named.
  layout.is_headed = true;
  check_names(layout, names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_passed_over(names[i])) layout.passed_over.push_back(i);
    if (taken[i] || is_passed_over(names[i])) continue;
    const auto column = std::find_if(known.begin(), known.end(), [&](const SchemaColumn& one) {
      return folded_header(one.name) == names[i];
    });
    if (column != known.end()) {
      layout.payload.push_back({column->name, column->type, i, false});
    } else if (takes_new) {
      check_new_name(layout, names[i]);
      layout.payload.push_back({names[i], ValueType::text, i, true});
    }
  }
  return layout;
}

void guess_types(Layout& layout, std::string_view records, char delimiter) {
  const auto is_new = [](const PayloadColumn& column) { return column.is_new; };
  if (std::none_of(layout.payload.begin(), layout.payload.end(), is_new)) return;
  std::vector<TypeGuess> guesses(layout.payload.size());
  CsvReader reader(records, delimiter);
  CsvRecord record;
  while (reader.next(record)) {
    if (record.cells.size() != layout.headers.size()) continue;
    for (std::size_t i = 0; i < guesses.size(); ++i) {
      if (layout.payload[i].is_new) guesses[i].add(record.cells[layout.payload[i].place]);
    }
  }
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    if (layout.payload[i].is_new) layout.payload[i].type = guesses[i].type();
  }
}

}  // namespace audience
