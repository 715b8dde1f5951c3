// Lines matched without a lock, members stored under one.
#include "studio/upload.hpp"

#include <fmt/format.h>

#include <set>

#include "base/counted.hpp"
#include "base/stopwatch.hpp"
#include "import/said_value.hpp"
#include "query/list_match.hpp"
#include "storage/sizes.hpp"
#include "storage/unmatched_values.hpp"
#include "studio/index.hpp"
#include "studio/published_members.hpp"
#include "studio/stored_view.hpp"

namespace audience {
namespace {

ListAction action_on(bool existing, ListPlace place) {
  if (!existing) return ListAction::created;
  return place == ListPlace::append ? ListAction::appended : ListAction::replaced;
}

/// The uploaded audience that is added to or replaced, as it is seen without a lock.
std::optional<StoredAudience> existing_list(const Database& database, const UploadRequest& request,
                                            const std::optional<std::string>& match_attribute) {
  // A dry run of a new list asks nothing of names.
  if (request.dry_run && request.place == ListPlace::fresh) return std::nullopt;
  return expect_list(request.name, match_attribute, request.place)(database);
}

Document document_for(const UploadRequest& request, const std::optional<StoredAudience>& existing) {
  if (existing && !existing->is_damaged) return stored_document(*existing);
  Document document;
  document.audience_name = request.name;
  document.is_dynamic = document.is_uploaded = true;
  return document;
}

std::vector<std::string> known_headers(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Attribute& attribute : catalog.attributes) {
    names.push_back(attribute.name);
    names.push_back(attribute.column);
  }
  return names;
}

bool is_value(const ListEntry& entry) { return entry.fault.empty() && !entry.is_blank(); }

/// A list whose values are in the attribute's form.
class ReadList {
 public:
  ReadList(const ValueList& list, const Attribute* attribute, const Reading& reading)
      : list_(list), said_(attribute == nullptr ? ValueType::text : attribute->type, reading) {}
  void for_each(const std::function<void(const ListEntry&)>& visit) {
    list_.for_each([&](ListEntry entry) {
      if (entry.fault.empty()) entry.value = said_.read(entry.value);
      visit(entry);
    });
  }
  [[nodiscard]] const ValueList& lines() const { return list_; }

 private:
  const ValueList& list_;
  SaidValue said_;
};

/// Every value with its customers found, but no fate yet.
void learn_values(ListMatcher& matcher, const DataSource& source, ReadList& list) {
  list.for_each([&](const ListEntry& entry) {
    if (is_value(entry)) matcher.learn(entry.value);
  });
  matcher.find();
  source.check_unchanged();
}

/// Counts it; why it brings nobody in, empty where it does not matter to whoever wrote the list.
std::string_view count_value(Fate fate, LineCounts& counts) {
  switch (fate) {
    case Fate::matched:
      ++counts.matched;
      return {};
    case Fate::erased:
      ++counts.erased;
      return {};
    case Fate::unknown:
      ++counts.unknown;
      return "unknown";
    case Fate::duplicate:
      ++counts.duplicate;
      return "duplicate";
  }
  return {};
}

/// Counts every line, and writes those that bring nobody in; erased people stay out of that file too.
LineCounts count_lines(ReadList& list, ListMatcher& matcher,
                       const std::function<void(std::string_view)>& rejects) {
  LineCounts counts;
  counts.header = list.lines().has_header() ? 1 : 0;
  if (rejects) rejects(list.lines().reject_header());
  list.for_each([&](const ListEntry& entry) {
    std::string_view reason = entry.fault;
    if (!entry.fault.empty()) {
      ++counts.unreadable;
    } else if (entry.is_blank()) {
      counts.blank += entry.lines;
      reason = "blank";
    } else {
      reason = count_value(matcher.fate(entry.value), counts);
    }
    for (std::int64_t i = 0; rejects && !reason.empty() && i < entry.lines; ++i)
      rejects(list.lines().reject_line(entry, reason, i));
  });
  return counts;
}

/// What storing would make of it.
void foresee(UploadResult& result, const DataSource& source, const FreshEvaluation& fresh,
             const std::optional<StoredAudience>& existing) {
  result.size = result.entered = fresh.size();
  result.unmatched = static_cast<std::int64_t>(fresh.list()->unmatched.size());
  if (!existing) return;
  const Exchange exchange = exchange_of(source, fresh, *existing);
  result.entered = exchange.entered;
  result.left = fresh.list()->adds ? 0 : exchange.left;
  if (!fresh.list()->adds) return;
  CustomerSet together = present_members(source.own(), existing->number, source.population());
  together |= fresh.evaluation.members;
  result.size = static_cast<std::int64_t>(together.count());
  std::vector<std::string> kept = unmatched_values(source.own(), existing->number);
  std::set<std::string> values(kept.begin(), kept.end());
  values.insert(fresh.list()->unmatched.begin(), fresh.list()->unmatched.end());
  for (const std::string& value : fresh.list()->settled) values.erase(value);
  result.unmatched = static_cast<std::int64_t>(values.size());
}

void store_list(Studio& studio, const UploadRequest& request, FreshEvaluation& fresh, UploadResult& result) {
  Transaction transaction(studio.database(), Transaction::Kind::write);
  const Expectation expects = expect_list(request.name, fresh.list()->match_attribute, request.place);
  fresh.document = document_for(request, expects(studio.database()));
  const Kept kept =
      store(studio, fresh,
            {.verb = "upload", .expects = expects, .replaces_damaged = request.place == ListPlace::replace});
  result.audience_id = kept.audience_id;
  result.action = action_on(kept.replaced, request.place);
  result.size = kept.run.size;
  result.entered = kept.run.entered;
  result.left = kept.run.left;
  result.unmatched = find_audience(studio.database(), kept.audience_id).unmatched;
  if (request.keep_rejects) request.keep_rejects();
  commit_with_members(studio, transaction);
  renew_kept_keys(studio);
}

FreshEvaluation match(const Studio& studio, const UploadRequest& request, const ValueList& list,
                      const Attribute* attribute, const std::optional<StoredAudience>& existing,
                      UploadResult& result) {
  const DataSource& source = studio.source();
  const Snapshot snapshot(source);
  const Stopwatch watch;
  ListMatcher matcher(source, attribute);
  ReadList read(list, attribute, request.reading);
  learn_values(matcher, source, read);
  result.counts = count_lines(read, matcher, request.rejects);
  list.check_unchanged();
  ListMatch match = matcher.result();
  FreshEvaluation fresh =
      evaluate_list(source, document_for(request, existing), std::move(match.customers), studio.now(),
                    {result.match_attribute, std::move(match.unmatched), std::move(match.matched),
                     request.place == ListPlace::append});
  fresh.took = watch.elapsed<std::chrono::milliseconds>();
  if (request.dry_run) foresee(result, source, fresh, existing);
  return fresh;
}

}  // namespace

UploadResult upload(Studio& studio, const UploadRequest& request) {
  const Catalog& catalog = studio.source().catalog();
  const Attribute* attribute = match_attribute(catalog, request.match);
  UploadResult result{.audience_name = request.name};
  if (attribute != nullptr) result.match_attribute = attribute->name;
  const auto fault = fault_of_name(request.name);
  if (fault && request.place == ListPlace::fresh) throw Error(ErrorKind::usage, *fault);
  const auto existing = existing_list(studio.database(), request, result.match_attribute);
  if (fault && !existing) throw Error(ErrorKind::usage, *fault);
  if (existing) {
    result.audience_id = existing->audience_id;
    result.audience_name = existing->audience_name;
  }
  result.action = action_on(existing.has_value(), request.place);
  const ValueList list(request.file, value_headers(catalog, attribute), request.column,
                       known_headers(catalog), request.reading);
  FreshEvaluation fresh = match(studio, request, list, attribute, existing, result);
  if (result.counts.matched + result.counts.unknown == 0) {
    if (request.keep_rejects) request.keep_rejects();
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} has no usable value in {} lines",
                            request.file == "-" ? "stdin" : request.file, with_commas(result.counts.lines())),
                "nothing was stored");
  }
  if (!request.dry_run) {
    store_list(studio, request, fresh, result);
  } else if (request.keep_rejects) {
    request.keep_rejects();
  }
  return result;
}

}  // namespace audience
