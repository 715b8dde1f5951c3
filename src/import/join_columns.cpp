// Headers of two files held against each other.
#include "import/join_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/suggestion.hpp"
#include "base/utf8.hpp"
#include "base/wording.hpp"
#include "import/header_line.hpp"
#include "import/row_origin.hpp"
#include "import/text_form.hpp"

namespace audience {
namespace {

using Places = std::pair<std::size_t, std::size_t>;

std::vector<std::string> shared_names(const JoinedFile& orders, const JoinedFile& items) {
  std::vector<std::string> shared;
  for (const std::string& name : orders.names) {
    if (!name.empty() && !is_origin_column(name) && items.place_of(name)) shared.push_back(name);
  }
  return shared;
}

/// How lines usually name the order that calls itself `id`.
std::vector<std::string> likely_pair(const JoinedFile& orders, const JoinedFile& items) {
  const auto is_reference = [](const std::string& name) {
    return name.ends_with("order_id") || name.ends_with("orderid");
  };
  const auto found = std::find_if(items.names.begin(), items.names.end(), is_reference);
  if (found == items.names.end() || !orders.place_of("id")) return {};
  return {"id=" + *found};
}

/// A first line may hold a person's record where there should be headers.
bool are_headed(const JoinedFile& orders, const JoinedFile& items) {
  const auto is_headed = [](const JoinedFile& file) {
    return are_headers(file.names, {"customer_id", "order_id", "product_id", "purchased_at"}, {});
  };
  return is_headed(orders) && is_headed(items);
}

Error refusal(const JoinedFile& orders, const JoinedFile& items, const std::string& fault,
              const std::vector<std::string>& likely) {
  return {ErrorKind::invalid_input,
          fmt::format("{} and {} {}", orders.input.name(), items.input.name(), fault),
          {Remedy::name_join_column, likely}};
}

Places shared_column(const JoinedFile& orders, const JoinedFile& items) {
  const std::vector<std::string> shared = shared_names(orders, items);
  if (shared.empty()) throw refusal(orders, items, "have no column in common", likely_pair(orders, items));
  if (shared.size() > 1) {
    throw refusal(orders, items,
                  are_headed(orders, items)
                      ? fmt::format("have {} columns in common: {}", shared.size(), enumerate(shared))
                      : fmt::format("have {} columns in common", shared.size()),
                  are_headed(orders, items) ? std::vector{shared.front()} : std::vector<std::string>());
  }
  if (shared.front() == "id")
    throw refusal(
        orders, items,
        "have only the column id in common, which may be the order's in one and the line's in the other",
        likely_pair(orders, items));
  return {*orders.place_of(shared.front()), *items.place_of(shared.front())};
}

std::size_t asked_place(const JoinedFile& file, const std::string& header, const std::string& asked) {
  const auto place = file.place_of(header);
  if (place) return *place;
  throw Error(ErrorKind::invalid_input, fmt::format("{} has no such header", file.input.name()))
      .about(Setting::join_column, asked);
}

Places asked_columns(const JoinedFile& orders, const JoinedFile& items, const std::string& asked) {
  const std::size_t equals = asked.find('=');
  const bool is_one = equals == std::string::npos || (orders.place_of(asked) && items.place_of(asked));
  return {asked_place(orders, is_one ? asked : asked.substr(0, equals), asked),
          asked_place(items, is_one ? asked : asked.substr(equals + 1), asked)};
}

/// What an order's column is called beside the line's.
std::string renamed(const std::string& name, const JoinedFile& orders, const JoinedFile& items) {
  std::string other = "order_" + name;
  if (!orders.place_of(other) && !items.place_of(other)) return other;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} and {} both have the column {}, and there is one called {}",
                          orders.input.name(), items.input.name(), printable(name), printable(other)),
              "rename one in its file");
}

/// The id is called as lines call it: `id` means the line's among their columns.
void add_orders(JoinColumns& columns, const JoinedFile& orders, const JoinedFile& items) {
  for (std::size_t i = 0; i < orders.names.size(); ++i) {
    const std::string& name = orders.names[i];
    if (is_origin_column(name)) continue;
    columns.orders.push_back(i);
    if (i == columns.orders_key) {
      columns.headers.emplace_back(items.header.line().cells[columns.items_key]);
    } else if (!name.empty() && items.place_of(name)) {
      columns.headers.push_back(renamed(name, orders, items));
    } else {
      columns.headers.emplace_back(orders.header.line().cells[i]);
    }
  }
}

void add_items(JoinColumns& columns, const JoinedFile& items) {
  for (std::size_t i = 0; i < items.names.size(); ++i) {
    const bool is_nameless = i == 0 && items.names.size() > 1 && items.names[i].empty();
    if (i == columns.items_key || is_nameless || is_origin_column(items.names[i])) continue;
    columns.items.push_back(i);
    columns.headers.emplace_back(items.header.line().cells[i]);
  }
}

}  // namespace

JoinedFile::JoinedFile(const std::string& file, const InputText::Choose& choose)
    : input(file, [&](std::string_view bytes) { return reading = choose(bytes); }),
      delimiter(checked_delimiter(input, reading)),
      header(input, delimiter) {
  for (const std::string_view cell : header.line().cells) names.push_back(folded_header(cell));
}

std::optional<std::size_t> JoinedFile::place_of(const std::string& asked) const {
  const auto found = std::find(names.begin(), names.end(), folded_header(asked));
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

JoinColumns join_columns(const JoinedFile& orders, const JoinedFile& items,
                         const std::optional<std::string>& asked) {
  JoinColumns columns;
  const auto [orders_key, items_key] =
      asked ? asked_columns(orders, items, *asked) : shared_column(orders, items);
  columns.orders_key = orders_key;
  columns.items_key = items_key;
  add_orders(columns, orders, items);
  add_items(columns, items);
  return columns;
}

}  // namespace audience
