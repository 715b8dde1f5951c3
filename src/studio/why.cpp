// Each filter's own set and the audience so far, looked at for a few customers.
#include "studio/why.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/utf8.hpp"
#include "query/postgresql/server_engine.hpp"

namespace audience {
namespace {

/// Sorts the ids into traces of customers who are present, and unknown ones.
void look_up(const DataSource& source, const std::vector<std::string>& customer_ids, Verdict& verdict) {
  for (const std::string& id : customer_ids) {
    const auto customer = source.find(id);
    if (customer && source.is_present(*customer)) {
      verdict.traces.push_back({*customer, {}, {}});
    } else {
      verdict.unknown.push_back(id);
    }
  }
  if (customer_ids.size() == 1 && verdict.traces.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no customer \"{}\"", printable(customer_ids.front())));
  }
}

/// All by one statement, and whom a limit lets in by one more.
void trace_there(const DataSource& source, const BoundDocument& bound, Verdict& verdict) {
  const Question question{
      .document = verdict.view.document, .bound = bound, .as_of = verdict.view.stored.as_of};
  std::vector<std::string> keys;
  for (const Trace& trace : verdict.traces) keys.push_back(source.key_of(trace.customer));
  verdict.selected = CustomerSet(source.capacity());
  for (ServerTrace& seen : look_there(source, question, keys)) {
    const auto trace = std::find_if(verdict.traces.begin(), verdict.traces.end(), [&](const Trace& one) {
      return source.key_of(one.customer) == seen.key;
    });
    if (trace == verdict.traces.end()) continue;
    if (seen.so_far.empty() || seen.so_far.back()) verdict.selected.insert(trace->customer);
    trace->alone = std::move(seen.alone);
    trace->so_far = std::move(seen.so_far);
    if (keys.size() == 1) verdict.values = std::move(seen.values);
  }
  if (bound.limit) verdict.selected = evaluate(source, question).members;
}

void trace_filters(const DataSource& source, Verdict& verdict) {
  const Document& document = verdict.view.document;
  const BoundDocument bound = bind_stored(document, verdict.view.stored.audience_name, source);
  const auto keep_traces = [&](std::size_t, const CustomerSet& alone, const CustomerSet& so_far) {
    for (Trace& trace : verdict.traces) {
      trace.alone.push_back(alone.contains(trace.customer));
      trace.so_far.push_back(so_far.contains(trace.customer));
    }
  };
  const bool one = verdict.traces.size() == 1;
  if (source.is_on_server()) return trace_there(source, bound, verdict);
  Question question{.document = document, .bound = bound, .as_of = verdict.view.stored.as_of};
  if (one) question.only = verdict.traces.front().customer;
  Evaluation evaluation = evaluate(source, question, keep_traces);
  for (FilterReport& report : evaluation.filters) verdict.values.push_back(std::move(report.value));
  if (one && bound.limit) {
    // Whether a limit lets one customer in depends on all the others.
    question.only.reset();
    evaluation = evaluate(source, question);
  }
  verdict.selected = std::move(evaluation.members);
}

}  // namespace

std::optional<std::size_t> stopped_by(const Trace& trace) {
  std::optional<std::size_t> stop;
  for (std::size_t i = trace.so_far.size(); i-- > 0 && !trace.so_far[i];) stop = i;
  return stop;
}

Verdict judge(const Studio& studio, const std::string& audience,
              const std::vector<std::string>& customer_ids) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  Verdict verdict;
  look_up(source, customer_ids, verdict);
  verdict.view = members_view_of(source, find_audience(source.own(), audience));
  if (verdict.view.document.is_uploaded) {
    verdict.selected = evaluate_stored(source, verdict.view, {verdict.view.stored.as_of}).evaluation.members;
  } else {
    trace_filters(source, verdict);
  }
  source.check_unchanged();
  Document readable = DocumentForPeople(verdict.view.document, source);
  verdict.view.document = std::move(readable);
  return verdict;
}

}  // namespace audience
