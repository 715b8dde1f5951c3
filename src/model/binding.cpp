// Names resolved against the catalog: attributes, events with their windows, audiences, the order of a limit.
#include "model/binding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/exact_number.hpp"
#include "base/suggestion.hpp"
#include "model/catalog.hpp"
#include "model/document.hpp"
#include "model/event_binding.hpp"
#include "model/measure_binding.hpp"
#include "model/value_binding.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

class Binder {
 public:
  Binder(const Catalog& catalog, Faults& faults) : catalog_(catalog), faults_(faults) {}

  BoundFilter bind(const Filter& filter) {
    if (filter.unreadable) {
      if (!is_known(filter.name)) unknown_name(filter);
      return {};
    }
    if (filter.name == "audience") return bind_audience(filter);
    const Event* event = catalog_.find_event(filter.name);
    if (event == nullptr && is_bucket(filter)) return bind_bucket(filter);
    if (const Attribute* attribute = catalog_.find_attribute(filter.name))
      return bind_attribute(filter, *attribute, attribute->value_names);
    const auto windowed = split_window(filter.name);
    if (event == nullptr && windowed) event = catalog_.find_event(windowed->event);
    if (event != nullptr) return bind_event(filter, *event, faults_);
    if (filter.name == "bucket") return bind_bucket(filter);
    if (const auto dotted = split_dotted(filter.name)) {
      if (const Attribute* attribute = catalog_.find_attribute(dotted->date))
        return bind_part(filter, *attribute, dotted->part);
    }
    unknown_name(filter);
    return {};
  }

  std::optional<BoundLimit> bind(const std::optional<Limit>& limit) {
    if (!limit) return std::nullopt;
    BoundLimit bound{.count = limit->count, .percent = limit->percent, .descending = limit->descending};
    if (auto measure = bind_order(*limit)) {
      bound.measure = std::move(*measure);
      return bound;
    }
    if (limit->order_by.empty()) {
      // Rising customer_id breaks ties anyway; falling needs the column.
      if (limit->descending) bound.column = catalog_.key;
      for (const Attribute& attribute : catalog_.attributes) {
        if (attribute.column == catalog_.key) bound.type = attribute.type;
      }
      return bound;
    }
    if (const Attribute* attribute = catalog_.find_attribute(limit->order_by)) {
      bound.column = attribute->column;
      bound.type = attribute->type;
      return bound;
    }
    unknown_order(*limit);
    return bound;
  }

 private:
  /// The measure of an event that a limit orders by; nothing where it is by an attribute.
  std::optional<MeasureFilter> bind_order(const Limit& limit) {
    const std::string& order_by = limit.order_by;
    const Event* event = nullptr;
    std::size_t point = std::string::npos;
    while (event == nullptr && catalog_.find_attribute(order_by) == nullptr &&
           (point = order_by.find('.', point + 1)) != std::string::npos) {
      const std::string name = order_by.substr(0, point);
      const auto windowed = split_window(name);
      event = catalog_.find_event(name);
      if (event == nullptr && windowed) event = catalog_.find_event(windowed->event);
    }
    if (event == nullptr) {
      if (limit.window) {
        faults_.add(limit.window->place,
                    "filter_window in a limit is for a measure, such as \"order_by\": \"purchases.count\"");
      }
      return std::nullopt;
    }
    Filter filter;
    filter.name = order_by.substr(0, point);
    filter.entity = event->name;
    filter.type.test = Test::is_null;
    filter.value_name = order_by.substr(point + 1);
    filter.window = limit.window;
    filter.name_place = filter.value_name_place = filter.values_place = limit.order_by_place;
    return std::get<MeasureFilter>(bind_event(filter, *event, faults_).what);
  }

  void unknown_order(const Limit& limit) {
    if (catalog_.find_event(limit.order_by) != nullptr) {
      faults_.add(
          limit.order_by_place,
          fmt::format("{0} is an event: order by a measure of it, such as \"{0}.count\"", limit.order_by));
      return;
    }
    const std::string hint = faults_.hint(limit.order_by_place, [&] {
      const std::string meant = meant_attribute(limit.order_by);
      return meant.empty() ? did_you_mean(limit.order_by, names_of_orders()) : meant;
    });
    faults_.add(limit.order_by_place, fmt::format("unknown attribute {}{}", in_quotes(limit.order_by), hint),
                hint.empty() ? Remedy::list_attributes : Remedy::none);
  }

  [[nodiscard]] std::vector<std::string> names_of_orders() const {
    std::vector<std::string> names = attribute_names();
    for (const Event& event : catalog_.events) {
      for (const std::string& measure : measure_names(event)) names.push_back(event.name + "." + measure);
    }
    return names;
  }

  BoundFilter bind_audience(const Filter& filter) {
    AudienceFilter bound;
    if (filter.entity != "audience_id") {
      faults_.add(filter.entity_place, fmt::format("filter_entity of an audience is \"audience_id\", not {}",
                                                   in_quotes(filter.entity)));
    }
    bound.all = filter.type.test == Test::all_in;
    if (!bound.all && filter.type.test != Test::in) {
      faults_.add(filter.type_place,
                  fmt::format("an audience is filtered by IN, ALL_IN and their NOT_ twins, not by {}",
                              name_of(filter.type)));
    }
    refuse_event_keys(filter);
    for (const Literal& literal : filter.values) {
      if (const auto* text = std::get_if<std::string>(&literal.value)) {
        bound.audience_ids.push_back(*text);
      } else {
        faults_.add(literal.place,
                    fmt::format("{} is no audience: write its name or id as a text", show(literal)));
      }
    }
    return {std::move(bound), filter.type.negated};
  }

  void refuse_event_keys(const Filter& filter) {
    if (filter.window) {
      faults_.add(filter.window->place,
                  fmt::format("filter_window is for events; {} is none", in_quotes(filter.name)));
    }
    if (!filter.where.empty()) {
      faults_.add(filter.where.front().place,
                  fmt::format("filter_where is for events; {} is none", in_quotes(filter.name)));
    }
  }

  /// The attribute itself, or a part of it, which is a date.
  BoundFilter bind_attribute(const Filter& filter, const Attribute& attribute,
                             const std::vector<std::string>& value_names,
                             std::optional<DatePart> part = std::nullopt) {
    AttributeFilter bound{attribute.column, attribute.type, {}};
    if (filter.entity != "customer") {
      faults_.add(filter.entity_place,
                  fmt::format("{} is an attribute: its filter_entity is \"customer\", not {}", filter.name,
                              in_quotes(filter.entity)));
    }
    refuse_event_keys(filter);
    check_value_name(filter, value_names);
    if (filter.type.test == Test::all_in) {
      faults_.add(filter.type_place, fmt::format("a customer has one value of an attribute: write {}",
                                                 name_of(FilterType{Test::in, filter.type.negated})));
    } else if (auto predicate = part ? bind_date_part(filter, *part, faults_)
                                     : bind_values(filter, {filter.name, attribute.type}, faults_)) {
      bound.predicate = std::move(*predicate);
    }
    return {std::move(bound), filter.type.negated};
  }

  BoundFilter bind_bucket(const Filter& filter) {
    BucketFilter bound{filter.entity, {}};
    if (!is_bucket(filter)) {
      faults_.add(filter.entity_place,
                  "a bucket needs a salt, a text that tells this split of customers from others: write "
                  "\"filter_entity\": \"autumn\"");
    }
    refuse_event_keys(filter);
    check_value_name(filter, {filter.name});
    if (filter.type.test == Test::all_in) {
      faults_.add(filter.type_place, fmt::format("a customer is in one bucket: write {}",
                                                 name_of(FilterType{Test::in, filter.type.negated})));
    } else if (auto predicate = bind_values(filter, {filter.name, ValueType::number}, faults_)) {
      bound.predicate = std::move(*predicate);
    }
    return {std::move(bound), filter.type.negated};
  }

  BoundFilter bind_part(const Filter& filter, const Attribute& attribute, std::string_view name) {
    if (const auto part = checked_part({attribute.name, attribute.type}, name, filter.name_place, faults_))
      return bind_attribute(filter, attribute, {filter.name, std::string(name)}, *part);
    return {};
  }

  void check_value_name(const Filter& filter, const std::vector<std::string>& names) {
    if (filter.value_name.empty() || filter.value_name == filter.name) return;
    if (std::find(names.begin(), names.end(), filter.value_name) != names.end()) return;
    std::string hint =
        faults_.hint(filter.value_name_place, [&] { return did_you_mean(filter.value_name, names); });
    if (hint.empty()) hint = "; it has " + enumerate(names);
    faults_.add(filter.value_name_place, fmt::format("unknown value_name {} of {}{}",
                                                     in_quotes(filter.value_name), filter.name, hint));
  }

  [[nodiscard]] std::vector<std::string> attribute_names() const {
    std::vector<std::string> names;
    for (const Attribute& attribute : catalog_.attributes) {
      for (const std::string& name : attribute.value_names) {
        // Another value_name, such as clv, finds nothing as a filter_name.
        const bool finds =
            name == attribute.name || (name == attribute.column && catalog_.find_event(name) == nullptr);
        if (finds) names.push_back(name);
      }
    }
    return names;
  }

  [[nodiscard]] bool is_known(const std::string& name) const {
    const auto windowed = split_window(name);
    const auto dotted = split_dotted(name);
    return name == "audience" || name == "bucket" || catalog_.find_attribute(name) != nullptr ||
           catalog_.find_event(name) != nullptr ||
           (dotted && catalog_.find_attribute(dotted->date) != nullptr) ||
           (windowed && catalog_.find_event(windowed->event) != nullptr);
  }

  /// The attribute that has the name among its value_names: `clv` means customer-lifetime-value.
  [[nodiscard]] std::string meant_attribute(const std::string& name) const {
    for (const Attribute& attribute : catalog_.attributes) {
      const auto& names = attribute.value_names;
      if (std::find(names.begin(), names.end(), name) != names.end()) {
        return fmt::format("; did you mean \"{}\"?", attribute.name);
      }
    }
    return {};
  }

  /// `purchases-90-day`, `purchases_90_days` and the like are an event and a number of days.
  [[nodiscard]] std::string window_form(const std::string& name) const {
    const std::size_t first = name.find_first_of("0123456789");
    const std::size_t digits =
        first == std::string::npos ? 0 : name.find_first_not_of("0123456789", first) - first;
    const std::string days = digits > 0 ? name.substr(first, digits) : std::string();
    const std::string ending = first == std::string::npos ? std::string() : name.substr(first + days.size());
    const bool other_unit =
        ending.find_first_of("hwmy") != std::string::npos && ending.find('d') == std::string::npos;
    std::string begin = name.substr(0, first);
    while (!begin.empty() && std::string_view("-_ ").find(begin.back()) != std::string_view::npos)
      begin.pop_back();
    for (const Event& event : catalog_.events) {
      if (window_days(days) && !other_unit &&
          (begin == event.name || !did_you_mean(begin, {event.name}).empty()))
        return fmt::format("; did you mean \"{}-{}-days\"?", event.name, days);
      if (name.starts_with(event.name + "-"))
        return fmt::format("; a window is written {}-90-days", event.name);
    }
    return {};
  }

  [[nodiscard]] std::string meant_name(const std::string& name) const {
    const auto windowed = split_window(name);
    if (windowed && catalog_.find_attribute(windowed->event) != nullptr) {
      return fmt::format("; \"{0}\" is an attribute and has no window: write \"{0}\"", windowed->event);
    }
    if (std::string attribute = meant_attribute(name); !attribute.empty()) return attribute;
    if (std::string form = window_form(name); !form.empty()) return form;
    std::vector<std::string> names = attribute_names();
    names.emplace_back("audience");
    names.emplace_back("bucket");
    if (const auto dotted = split_dotted(name); dotted && parse_date_part(dotted->part)) {
      for (const Attribute& attribute : catalog_.attributes) {
        if (attribute.type == ValueType::date)
          names.push_back(fmt::format("{}.{}", attribute.name, dotted->part));
      }
    }
    for (const Event& event : catalog_.events) {
      names.push_back(windowed ? fmt::format("{}-{}-days", event.name, windowed->days) : event.name);
    }
    return did_you_mean(name, names);
  }

  void unknown_name(const Filter& filter) {
    if (filter.name.empty()) return;
    const std::string hint = faults_.hint(filter.name_place, [&] { return meant_name(filter.name); });
    faults_.add(filter.name_place, fmt::format("unknown filter_name {}{}", in_quotes(filter.name), hint),
                hint.empty() ? Remedy::list_fields : Remedy::none);
  }

  const Catalog& catalog_;
  Faults& faults_;
};

}  // namespace

const EventScope* scope_of(const BoundFilter& filter) {
  if (const auto* event = std::get_if<EventFilter>(&filter.what)) return &event->scope;
  if (const auto* measure = std::get_if<MeasureFilter>(&filter.what)) return &measure->scope;
  return nullptr;
}

std::int64_t size_within(const BoundLimit& limit, std::int64_t members) {
  if (!limit.percent) return std::min(limit.count, members);
  // Of 32 bits by 60: a share of fewer than 10^-30 of them is one.
  constexpr int most_places = 30;
  const int places = std::min(2 - limit.percent->exponent(), most_places);
  WideInteger share = static_cast<WideInteger>(members) * limit.percent->coefficient();
  WideInteger whole = 1;
  for (int i = 0; i < places; ++i) whole *= 10;
  for (int i = 0; i < -places; ++i) share *= 10;
  return std::min(static_cast<std::int64_t>((share + whole - 1) / whole), members);
}

namespace {

/// Lets everything that a calendar decides be decided in the zone.
class ZoneSetter {
 public:
  explicit ZoneSetter(std::shared_ptr<const TimeZone> zone) : zone_(std::move(zone)) {}

  void set(BoundDocument& document) const {
    for (BoundFilter& filter : document.filters) std::visit([&](auto& what) { set(what); }, filter.what);
    if (document.limit && document.limit->measure) set(*document.limit->measure);
  }

 private:
  void set(Predicate& predicate) const {
    if (auto* part = std::get_if<DatePartTest>(&predicate)) part->zone = zone_;
    if (auto* anniversary = std::get_if<AnniversaryTest>(&predicate)) anniversary->zone = zone_;
  }
  void set(EventScope& scope) const {
    if (scope.window) scope.window->zone = zone_;
    for (EventCondition& condition : scope.where) set(condition.predicate);
  }
  void set(AttributeFilter& filter) const { set(filter.predicate); }
  void set(EventFilter& filter) const { set(filter.scope); }
  void set(MeasureFilter& filter) const { set(filter.scope); }
  void set(AudienceFilter&) const {}
  void set(BucketFilter&) const {}

  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace

BoundDocument bind_document(const Document& document, const Catalog& catalog, Faults& faults) {
  if (document.text) faults.read_from(document.text);
  BoundDocument bound;
  Binder binder(catalog, faults);
  for_each_filter(document.groups,
                  [&](const Filter& filter) { bound.filters.push_back(binder.bind(filter)); });
  bound.limit = binder.bind(document.limit);
  if (catalog.zone) ZoneSetter(catalog.zone).set(bound);
  return bound;
}

}  // namespace audience
