// Every form that a value may match in becomes a key; customers are found for keys, and values choose among
// theirs.
#include "query/list_match.hpp"

#include <algorithm>
#include <array>

#include "base/decimal.hpp"
#include "base/folding.hpp"
#include "base/id_table.hpp"
#include "query/cell_reading.hpp"
#include "query/listing_columns.hpp"
#include "storage/customer_scan.hpp"
#include "storage/customers.hpp"
#include "storage/erased.hpp"

namespace audience {
namespace {

std::string time_key(TimePoint time) { return format_time(time); }
std::string boolean_key(bool value) { return value ? "true" : "false"; }

std::string key_of_value(ValueType type, std::string_view value) {
  value = trimmed(value);
  if (type == ValueType::integer || type == ValueType::number) {
    const auto number = Decimal::parse(value);
    return number ? number->to_text() : std::string(value);
  }
  if (type == ValueType::date) {
    const auto time = parse_time(value);
    return time ? time_key(time->start) : std::string(value);
  }
  std::string text = fold_case(value);
  if (type == ValueType::boolean && (text == "1" || text == "0")) return boolean_key(text == "1");
  return text;
}

/// Empty where it is missing.
std::string key_of_cell(ValueType type, const Cell& cell) {
  if (type == ValueType::integer || type == ValueType::number) {
    const auto number = read_number(cell);
    return number ? number->to_text() : std::string{};
  }
  if (type == ValueType::date) {
    const auto time = read_time(cell);
    return time ? time_key(*time) : std::string{};
  }
  if (type == ValueType::boolean) {
    const auto boolean = read_boolean(cell);
    return boolean ? boolean_key(*boolean) : std::string{};
  }
  NumberText room;
  return fold_case(trimmed(read_text(cell, room).value_or("")));
}

/// What an export wrote an apostrophe before; empty where it did not.
std::string_view without_guard(std::string_view value) {
  constexpr std::string_view formula_starts = "=+-@\t\r\n";
  if (!value.starts_with('\'')) return {};
  value.remove_prefix(1);
  const std::string_view start = value.substr(value.starts_with('\'') ? 1 : 0);
  const bool guarded = !start.empty() && formula_starts.find(start[0]) != std::string_view::npos;
  return guarded ? value : std::string_view{};
}

using Key = std::uint32_t;  ///< from 1

struct Keys {
  std::array<Key, 4> tried{};  ///< in the order they count; 0: none
  Key kept = 0;                ///< the form a value is kept in
};

}  // namespace

class ListMatcher::Matcher {
 public:
  Matcher(const DataSource& source, const Attribute* attribute)
      : source_(source), attribute_(attribute), erased_(source.own()) {}

  Keys keys_of(std::string_view value) { return attribute_ ? by_attribute(value) : by_id(value); }

  void find() {
    if (attribute_ != nullptr) {
      scan_customers();
    } else {
      look_up_ids();
    }
  }

  Fate fate(std::string_view value) { return decide(keys_of(value), match_); }

  ListMatch result() {
    match_.customers = CustomerSet(source_.capacity());
    for (const auto& [key, customer] : found_) {
      if (states_[key].taken) match_.customers.insert(customer);
    }
    return std::move(match_);
  }

 private:
  struct State {
    bool hit = false, erased = false, taken = false;
  };

  Keys by_id(std::string_view value) {
    const std::string_view bare = trimmed(value);
    Keys keys{{}, key(bare)};
    auto place = keys.tried.begin();
    for (const std::string_view form : {value, bare, without_guard(value), without_guard(bare)}) {
      if (!form.empty()) *place++ = key(form);
    }
    return keys;
  }

  Keys by_attribute(std::string_view value) {
    Keys keys{{}, key(key_of_value(attribute_->type, value))};
    keys.tried[0] = keys.kept;
    const std::string_view bare = without_guard(trimmed(value));
    if (!bare.empty()) keys.tried[1] = key(key_of_value(attribute_->type, bare));
    return keys;
  }

  Key key(std::string_view text) {
    if (const Key known = table_.find(text); known != 0) return known;
    texts_.push_back(table_.keep(text));
    states_.push_back({false, attribute_ == nullptr && erased_.contains(text), false});
    const auto made = static_cast<Key>(texts_.size() - 1);
    table_.insert(texts_.back(), made);
    return made;
  }

  void look_up_ids() {
    const CustomerSet population = source_.population();
    CustomerNumbers own(source_.own());
    for (Key key = 1; key < texts_.size(); ++key) {
      if (states_[key].erased) continue;
      const auto customer = source_.is_foreign() ? source_.find(texts_[key]) : own.number_of(texts_[key]);
      if (customer && population.contains(*customer)) take(key, *customer);
    }
  }

  void scan_customers() {
    CustomerScan row = every_customer(source_, {attribute_->column, source_.catalog().key});
    while (row.next()) {
      const Key key = table_.find(key_of_cell(attribute_->type, row.cell(0)));
      if (key == 0) continue;
      NumberText room;
      if (!erased_.empty() && erased_.contains(read_text(row.cell(1), room).value_or(""))) {
        states_[key].erased = true;
      } else if (const auto customer = row.customer()) {
        take(key, *customer);
      }
    }
  }

  void take(Key key, CustomerNumber customer) {
    states_[key].hit = true;
    found_.emplace_back(key, customer);
  }

  Fate decide(const Keys& keys, ListMatch& result) {
    const auto tried = std::find_if(keys.tried.begin(), keys.tried.end(), [&](Key key) {
      return key != 0 && (states_[key].hit || states_[key].erased);
    });
    const Key key = tried == keys.tried.end() ? keys.kept : *tried;
    State& state = states_[key];
    // A value that somebody has now is theirs, whoever had it before.
    const bool was_erased = attribute_ != nullptr && erased_.contains_former_value(texts_[key]);
    if (!state.hit && (state.erased || was_erased)) return Fate::erased;
    if (state.taken) return Fate::duplicate;
    state.taken = true;
    (state.hit ? result.matched : result.unmatched).emplace_back(texts_[key]);
    return state.hit ? Fate::matched : Fate::unknown;
  }

  const DataSource& source_;
  const Attribute* attribute_;
  ErasedCustomers erased_;
  IdTable table_;
  std::vector<std::string_view> texts_{1};  ///< of each key
  std::vector<State> states_{1};
  std::vector<std::pair<Key, CustomerNumber>> found_;
  ListMatch match_;
};

const Attribute* match_attribute(const Catalog& catalog, const std::optional<std::string>& name) {
  if (!name) return nullptr;
  const Attribute& attribute = named_attribute(catalog, *name, Setting::match);
  return attribute.column == catalog.key ? nullptr : &attribute;
}

std::vector<std::string> value_headers(const Catalog& catalog, const Attribute* attribute) {
  std::vector<std::string> names;
  if (attribute == nullptr) {
    names = {catalog.key, "customer_id"};
    for (const Attribute& one : catalog.attributes) {
      if (one.column == catalog.key)
        names.insert(names.end(), one.value_names.begin(), one.value_names.end());
    }
    return names;
  }
  names = {attribute->name, attribute->column};
  names.insert(names.end(), attribute->value_names.begin(), attribute->value_names.end());
  return names;
}

ListMatcher::ListMatcher(const DataSource& source, const Attribute* attribute)
    : matcher_(std::make_unique<Matcher>(source, attribute)) {}

ListMatcher::~ListMatcher() = default;

void ListMatcher::learn(std::string_view value) { matcher_->keys_of(value); }

void ListMatcher::find() { matcher_->find(); }

Fate ListMatcher::fate(std::string_view value) { return matcher_->fate(value); }

ListMatch ListMatcher::result() { return matcher_->result(); }

}  // namespace audience
