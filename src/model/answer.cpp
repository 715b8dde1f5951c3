// The answer: a document with its computed keys, in the order of the hosted service.
#include "base/json_writer.hpp"
#include "model/document.hpp"

namespace audience {
namespace {

class AnswerWriter {
 public:
  AnswerWriter(std::string& out, const Evaluated& evaluated)
      : json_(out, JsonWriter::Style::pretty), evaluated_(evaluated) {}

  void write(const Document& document) {
    json_.begin_object();
    optional_text("audience_id", evaluated_.audience_id);
    text("audience_name", document.audience_name);
    if (document.description) text("description", *document.description);
    text("audience_type", document.audience_type);
    text("author", evaluated_.author);
    text("status", name_of(document.status));
    json_.boolean_member("is_dynamic", document.is_dynamic);
    recommendations(document.recommendations);
    json_.key("filters");
    json_.begin_array();
    for (const FilterGroup& group : document.groups) top_group(group);
    json_.end_array();
    if (document.limit) limit(*document.limit);
    if (document.expect) expect(*document.expect);
    outcome(document.is_uploaded);
    json_.end_object();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.text_member(key, value); }

  void optional_text(std::string_view key, const std::optional<std::string>& value) {
    json_.key(key);
    if (value) {
      json_.text(*value);
    } else {
      json_.null();
    }
  }

  void integer(std::string_view key, std::int64_t value) { json_.integer_member(key, value); }

  void limit(const Limit& limit) {
    json_.key("limit");
    json_.begin_object();
    integer("count", limit.count);
    if (!limit.order_by.empty()) text("order_by", limit.order_by);
    text("direction", limit.descending ? "desc" : "asc");
    json_.end_object();
  }

  void expect(const Expect& expect) {
    json_.key("expect");
    json_.begin_object();
    if (expect.min_size) integer("min_size", *expect.min_size);
    if (expect.max_size) integer("max_size", *expect.max_size);
    if (expect.max_change_percent) {
      json_.key("max_change_percent");
      json_.raw(expect.max_change_percent->to_text());
    }
    json_.end_object();
  }

  void recommendations(const RecommendationsExport& recommendations) {
    json_.key("recommendations_export");
    json_.begin_object();
    text("export_type", recommendations.export_type);
    text("recommendations_type", recommendations.recommendations_type);
    integer("number_of_recommendations", recommendations.number_of_recommendations);
    json_.end_object();
  }

  void values(const FilterGroup& group) {
    json_.key("values");
    json_.begin_array();
    for (const FilterNode& node : group.values) {
      if (const auto* one = std::get_if<Filter>(&node.item)) {
        filter(*one);
      } else {
        nested_group(std::get<FilterGroup>(node.item));
      }
    }
    json_.end_array();
  }

  void top_group(const FilterGroup& group) {
    json_.begin_object();
    text("filter_group", group.name);
    integer("filter_group_order", group.order);
    text("next_group_connector", name_of(group.connector));
    values(group);
    json_.end_object();
  }

  void nested_group(const FilterGroup& group) {
    json_.begin_object();
    text("filter_group", group.name);
    integer("filter_order", group.order);
    text("filter_value_connector", name_of(group.connector));
    values(group);
    json_.end_object();
  }

  void filter(const Filter& filter) {
    json_.begin_object();
    text("filter_name", filter.name);
    text("filter_type", name_of(filter.type));
    text("filter_entity", filter.entity);
    text("filter_value_connector", name_of(filter.connector));
    integer("filter_order", filter.order);
    filter_values(filter);
    if (filter.window) window(*filter.window);
    if (!filter.where.empty()) where(filter.where);
    funnel_step();
    json_.end_object();
  }

  void where(const std::vector<Filter>& conditions) {
    json_.key("filter_where");
    json_.begin_array();
    for (const Filter& condition : conditions) {
      json_.begin_object();
      text("filter_name", condition.name);
      text("filter_type", name_of(condition.type));
      filter_values(condition);
      json_.end_object();
    }
    json_.end_array();
  }

  void window(const Window& window) {
    json_.key("filter_window");
    json_.begin_object();
    switch (window.form) {
      case Window::Form::last_days:
        integer("last_days", window.last_days);
        break;
      case Window::Form::from_to:
        if (window.from) text("from", *window.from);
        if (window.to) text("to", *window.to);
        break;
      case Window::Form::days_ago:
        integer("from_days_ago", window.from_days_ago);
        integer("to_days_ago", window.to_days_ago);
        break;
    }
    json_.end_object();
  }

  void list(const Filter& filter) {
    json_.begin_array();
    for (const Literal& value : filter.values) literal(&value);
    json_.end_array();
  }

  /// The list of a measure stands beside the measure's name, every other list alone.
  void filter_values(const Filter& filter) {
    const bool named = !filter.value_name.empty();
    if (filter.type.test == Test::is_null && !named) return;
    json_.key("filter_values");
    const bool is_list =
        !filter.value && filter.type.test != Test::between && filter.type.test != Test::is_null;
    if (is_list && !named) return list(filter);
    json_.begin_object();
    text("value_name", named ? filter.value_name : filter.name);
    if (is_list) {
      json_.key("values");
      list(filter);
    } else if (filter.value) {
      json_.key("value");
      literal(&*filter.value);
    } else if (filter.type.test == Test::between) {
      json_.key("min_value");
      literal(filter.min_value ? &*filter.min_value : nullptr);
      json_.key("max_value");
      literal(filter.max_value ? &*filter.max_value : nullptr);
    }
    json_.end_object();
  }

  void literal(const Literal* literal) {
    if (literal == nullptr || std::holds_alternative<std::monostate>(literal->value)) {
      json_.null();
    } else if (const auto* boolean = std::get_if<bool>(&literal->value)) {
      json_.boolean(*boolean);
    } else if (const auto* number = std::get_if<Decimal>(&literal->value)) {
      json_.raw(number->to_text());
    } else {
      json_.text(std::get<std::string>(literal->value));
    }
  }

  void funnel_step() {
    if (next_step_ < evaluated_.funnel.size()) {
      const FunnelStep& step = evaluated_.funnel[next_step_++];
      integer("count_before", step.before);
      integer("count_now", step.now);
      text("filtered_percentage", filtered_percentage(step));
      return;
    }
    for (const std::string_view key : {"count_before", "count_now", "filtered_percentage"}) {
      json_.key(key);
      json_.null();
    }
  }

  void outcome(bool is_uploaded) {
    json_.boolean_member("is_uploaded", is_uploaded);
    json_.key("is_ready");
    if (evaluated_.is_ready) {
      json_.boolean(*evaluated_.is_ready);
    } else {
      json_.null();
    }
    integer("audience_size", evaluated_.audience_size);
    optional_text("date_created", evaluated_.date_created);
    optional_text("date_modified", evaluated_.date_modified);
  }

  JsonWriter json_;
  const Evaluated& evaluated_;
  std::size_t next_step_ = 0;
};

}  // namespace

std::string to_answer(const Document& document, const Evaluated& evaluated) {
  std::string out;
  AnswerWriter(out, evaluated).write(document);
  out += '\n';
  return out;
}

}  // namespace audience
