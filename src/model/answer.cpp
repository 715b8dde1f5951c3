// The answer: a document with its computed keys, in the order of the hosted service.
#include "json/json_writer.hpp"
#include "model/document.hpp"
#include "model/filter_json.hpp"

namespace audience {
namespace {

class AnswerWriter {
 public:
  AnswerWriter(std::string& out, const Evaluated& evaluated)
      : json_(out, JsonWriter::Style::pretty), evaluated_(evaluated) {}

  void write(const Document& document) {
    json_.begin_object();
    json_.optional_text_member("audience_id", evaluated_.audience_id);
    text("audience_name", document.audience_name);
    if (document.description) text("description", *document.description);
    text("audience_type", document.audience_type);
    text("author", evaluated_.author);
    text("status", name_of(document.status));
    json_.boolean_member("is_dynamic", document.is_dynamic);
    recommendations(document.recommendations);
    json_.key("filters");
    FilterJson(json_, [this] { funnel_step(); }).groups(document.groups);
    if (document.limit) limit(*document.limit);
    if (document.expect) expect(*document.expect);
    outcome(document.is_uploaded);
    if (evaluated_.as_of) as_of(*evaluated_.as_of);
    json_.end_object();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.text_member(key, value); }

  void integer(std::string_view key, std::int64_t value) { json_.integer_member(key, value); }

  void number(std::string_view key, const Decimal& value) {
    json_.key(key);
    json_.raw(value.to_text());
  }

  void limit(const Limit& limit) {
    json_.key("limit");
    json_.begin_object();
    if (limit.percent) {
      number("percent", *limit.percent);
    } else {
      integer("count", limit.count);
    }
    if (!limit.order_by.empty()) text("order_by", limit.order_by);
    if (limit.window) FilterJson(json_).window(*limit.window);
    text("direction", limit.descending ? "desc" : "asc");
    json_.end_object();
  }

  void expect(const Expect& expect) {
    json_.key("expect");
    json_.begin_object();
    if (expect.min_size) integer("min_size", *expect.min_size);
    if (expect.max_size) integer("max_size", *expect.max_size);
    if (expect.max_change_percent) number("max_change_percent", *expect.max_change_percent);
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
    json_.optional_text_member("date_created", evaluated_.date_created);
    json_.optional_text_member("date_modified", evaluated_.date_modified);
  }

  void as_of(const AsOf& as_of) {
    text("as_of", format_time(as_of.at) + "Z");
    constexpr std::size_t date = 10;
    std::optional<std::string> day;
    if (as_of.whole_day) day = format_time(TimePoint{as_of.day()}).substr(0, date);
    json_.optional_text_member("as_of_day", day);
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
