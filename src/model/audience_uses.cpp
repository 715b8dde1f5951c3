// Audiences that filters name: names become ids, and none may lead back to its own document.
#include "model/audience_uses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/suggestion.hpp"
#include "model/audience_id.hpp"
#include "model/binding.hpp"
#include "model/document.hpp"
#include "model/wording.hpp"

namespace audience {
namespace {

class AudienceBinder {
 public:
  AudienceBinder(const Document& document, const std::vector<KnownAudience>& known, Faults& faults,
                 const std::string& own_id, const AbsenceOf& absence_of)
      : own_name_(document.audience_name),
        own_id_(own_id),
        known_(known),
        absence_of_(absence_of),
        faults_(faults) {
    for (const KnownAudience& one : known) {
      by_id_[one.audience_id] = &one;
      by_name_.emplace(one.audience_name, &one);
    }
  }

  void bind(Literal& literal) {
    auto* reference = std::get_if<std::string>(&literal.value);
    if (reference == nullptr) return;  // bind_document says so
    const KnownAudience* found = find(*reference, literal.place);
    if (found == nullptr) return;
    std::vector<std::string> path;
    std::set<std::string> seen;
    if (!leads_elsewhere_.contains(found) && leads_back(*found, path, seen)) {
      faults_.add(literal.place, fmt::format("a cycle: {} → {}; an audience cannot depend on itself",
                                             own_name_, fmt::join(path, " → ")));
    } else {
      leads_elsewhere_.insert(found);
    }
    *reference = found->audience_id;
  }

 private:
  const KnownAudience* find(const std::string& reference, JsonPlace place) {
    if (const auto named = by_name_.find(reference); named != by_name_.end()) return named->second;
    const std::vector<const KnownAudience*> fitting = by_beginning(reference);
    if (fitting.size() == 1) return fitting.front();
    if (fitting.size() > 1) {
      faults_.add(place, fmt::format("{} audience ids begin with {}; write more digits", fitting.size(),
                                     in_quotes(reference)));
      return nullptr;
    }
    add_unknown(reference, place);
    return nullptr;
  }

  void add_unknown(const std::string& reference, JsonPlace place) {
    std::optional<Absence> absence;
    const std::string hint = faults_.hint(place, [&] {
      if (absence_of_ && (absence = absence_of_(reference))) return std::string{};
      std::vector<std::string> names;
      for (const KnownAudience& one : known_) names.push_back(one.audience_name);
      return did_you_mean(reference, names);
    });
    if (absence) {
      faults_.add(place, std::move(absence->what), std::move(absence->remedy));
    } else {
      faults_.add(place, fmt::format("unknown audience {}{}", in_quotes(reference), hint),
                  hint.empty() ? Remedy::list_audiences : Remedy::none);
    }
  }

  [[nodiscard]] std::vector<const KnownAudience*> by_beginning(std::string_view reference) const {
    std::vector<const KnownAudience*> fitting;
    const std::string beginning = beginning_of_id(reference);
    if (beginning.empty()) return fitting;
    for (auto at = by_id_.lower_bound(beginning); at != by_id_.end() && at->first.starts_with(beginning);
         ++at)
      fitting.push_back(at->second);
    return fitting;
  }

  /// Depth first; every audience is looked at once, so that diamonds cost nothing and are no cycles.
  bool leads_back(const KnownAudience& from, std::vector<std::string>& path,
                  std::set<std::string>& seen) const {
    path.push_back(from.audience_name);
    if (own_id_.empty() ? from.audience_name == own_name_ : from.audience_id == own_id_) return true;
    if (seen.insert(from.audience_id).second) {
      for (const std::string& id : from.uses) {
        const auto next = by_id_.find(id);
        if (next != by_id_.end() && leads_back(*next->second, path, seen)) return true;
      }
    }
    path.pop_back();
    return false;
  }

  std::string own_name_, own_id_;
  const std::vector<KnownAudience>& known_;
  std::map<std::string, const KnownAudience*> by_id_, by_name_;
  std::set<const KnownAudience*> leads_elsewhere_;
  const AbsenceOf& absence_of_;
  Faults& faults_;
};

}  // namespace

void bind_audiences(Document& document, const std::vector<KnownAudience>& known, Faults& faults,
                    const std::string& own_id, const AbsenceOf& absence_of) {
  if (document.text) faults.read_from(document.text);
  AudienceBinder binder(document, known, faults, own_id, absence_of);
  for_each_filter(document.groups, [&](Filter& filter) {
    const bool lists = filter.type.test == Test::in || filter.type.test == Test::all_in;
    if (!is_audience(filter) || filter.unreadable || !lists) return;
    for (Literal& literal : filter.values) binder.bind(literal);
  });
}

std::vector<std::string> in_order_of_dependency(const std::vector<KnownAudience>& known) {
  std::map<std::string, const KnownAudience*> by_id;
  for (const KnownAudience& one : known) by_id[one.audience_id] = &one;
  std::vector<std::string> order;
  std::set<std::string> seen;
  const auto visit = [&](const auto& self, const std::string& id) -> void {
    const auto found = by_id.find(id);
    if (found == by_id.end() || !seen.insert(id).second) return;
    for (const std::string& used : found->second->uses) self(self, used);
    order.push_back(id);
  };
  for (const KnownAudience& one : known) visit(visit, one.audience_id);
  return order;
}

std::optional<Use> used_from_outside(const std::vector<KnownAudience>& known,
                                     const std::vector<std::string>& ids) {
  const std::set<std::string> chosen(ids.begin(), ids.end());
  for (const KnownAudience& user : known) {
    if (chosen.contains(user.audience_id)) continue;
    for (const KnownAudience& one : known) {
      const bool names_it = std::find(user.uses.begin(), user.uses.end(), one.audience_id) != user.uses.end();
      if (names_it && chosen.contains(one.audience_id)) return Use{one.audience_name, user.audience_name};
    }
  }
  return std::nullopt;
}

Document with_audience_names(Document document, const std::vector<KnownAudience>& known) {
  std::map<std::string, std::string> names;
  for (const KnownAudience& one : known) names[one.audience_id] = one.audience_name;
  for_each_filter(document.groups, [&](Filter& filter) {
    if (!is_audience(filter)) return;
    for (Literal& literal : filter.values) {
      const auto* id = std::get_if<std::string>(&literal.value);
      const auto name = id == nullptr ? names.end() : names.find(*id);
      if (name != names.end()) literal.value = name->second;
    }
  });
  return document;
}

std::vector<std::string> used_audiences(const Document& document) {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for_each_filter(document.groups, [&](const Filter& filter) {
    if (!is_audience(filter)) return;
    for (const Literal& literal : filter.values) {
      const auto* id = std::get_if<std::string>(&literal.value);
      if (id != nullptr && seen.insert(*id).second) ids.push_back(*id);
    }
  });
  return ids;
}

}  // namespace audience
