// One row for each customer; events that were found come in a statement of their own.
#include "query/postgresql/server_look.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/bucket.hpp"
#include "base/counted.hpp"
#include "query/postgresql/server_statement.hpp"

namespace audience {
namespace {

using Text = std::optional<std::string>;
using Row = std::vector<Text>;

std::int64_t number_of(const std::string& text, int base = 10) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

/// As its shortest text, where it has few enough digits.
std::string number_text(const std::string& text) {
  const auto number = Decimal::parse(text);
  return number ? number->to_text() : text;
}

std::string average_text(const std::string& sum, const Text& count) {
  const auto number = Decimal::parse(sum);
  if (!number || !count) return fmt::format("{} / {}", sum, count.value_or("0"));
  return to_text({number->coefficient(), number->exponent(), number_of(*count)});
}

/// The newest three, and how many more.
std::string example_text(const std::vector<Row>& rows) {
  constexpr std::size_t shown = 3;
  std::string text;
  std::size_t examples = 0;
  std::int64_t events = 0;
  for (const Row& row : rows) {
    events += number_of(row.at(1).value_or("0"));
    if (row.at(0) && ++examples <= shown) text += (examples > 1 ? ", " : "") + *row[0];
  }
  if (examples == 0) return "none of " + counted(events, "event");
  return examples > shown ? fmt::format("{} +{}", text, examples - shown) : text;
}

/// What one filter saw of the customer.
class Seen {
 public:
  Seen(ServerConnection& server, const ServerQuestion& question, const ServerTrace& trace)
      : server_(server), question_(question), trace_(trace) {}

  [[nodiscard]] std::string value(std::size_t filter, const Text& value, const Text& divisor) const {
    const BoundFilter& bound = question_.bound.filters[filter];
    if (const auto* attribute = std::get_if<AttributeFilter>(&bound.what)) return of(*attribute, value);
    if (const auto* events = std::get_if<EventFilter>(&bound.what)) {
      const ServerStatement examples = examples_statement(question_, *events, trace_.key);
      return example_text(server_.rows(examples.text, examples.parameters));
    }
    if (std::holds_alternative<AudienceFilter>(bound.what))
      return trace_.alone[filter] != bound.negated ? "member" : "not a member";
    if (!value) return "-";
    if (std::holds_alternative<BucketFilter>(bound.what))
      return to_text(bucket_of(static_cast<std::uint64_t>(number_of(*value, 16))));
    return divisor ? average_text(*value, divisor) : number_text(*value);
  }

 private:
  static std::string of(const AttributeFilter& filter, const Text& value) {
    constexpr std::size_t longest = 200;
    if (!value) return "-";
    const bool is_number = filter.type == ValueType::integer || filter.type == ValueType::number;
    return is_number ? number_text(*value) : value->substr(0, longest);
  }

  ServerConnection& server_;
  const ServerQuestion& question_;
  const ServerTrace& trace_;
};

}  // namespace

std::vector<ServerTrace> look_on_server(ServerConnection& server, const ServerQuestion& question,
                                        const std::vector<std::string>& keys) {
  const ServerStatement statement = look_statement(question, keys);
  std::vector<ServerTrace> traces;
  for (const Row& row : server.rows(statement.text, statement.parameters)) {
    ServerTrace& trace = traces.emplace_back();
    trace.key = row.at(0).value_or("");
    const auto at = [&](std::size_t filter, LookColumn column) {
      return row.at(static_cast<std::size_t>(look_column(filter, column)));
    };
    for (std::size_t i = 0; i < question.bound.filters.size(); ++i) {
      trace.alone.push_back(at(i, LookColumn::alone) == "t");
      trace.so_far.push_back(at(i, LookColumn::so_far) == "t");
      if (keys.size() != 1) continue;
      const Seen seen(server, question, trace);
      trace.values.push_back(seen.value(i, at(i, LookColumn::value), at(i, LookColumn::divisor)));
    }
  }
  return traces;
}

}  // namespace audience
