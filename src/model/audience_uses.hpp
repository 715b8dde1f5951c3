// Audiences that filters name: names bound to ids, and who uses whom.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "json/fault.hpp"
#include "model/document.hpp"

namespace audience {

/// An audience that filters may name.
struct KnownAudience {
  std::string audience_id, audience_name;
  std::vector<std::string> uses;  ///< ids of the audiences that its filters name
  bool is_damaged = false;        ///< nothing of the others is sure
};

/// What became of an audience that is not there, and what to do about it.
struct Absence {
  std::string what;
  Advice remedy;
};
/// Of the one that a filter names; nothing where nothing is known of it.
using AbsenceOf = std::function<std::optional<Absence>(const std::string& reference)>;

/// Replaces names and unique beginnings of ids in the document's audience filters by ids. Faults: unknown
/// ones, with what became of them or the nearest right name; and a cycle, where one of them leads back to the
/// audience that the document replaces: the one with `own_id` or, where that is empty, the one that bears its
/// name.
void bind_audiences(Document& document, const std::vector<KnownAudience>& known, Faults& faults,
                    const std::string& own_id = {}, const AbsenceOf& absence_of = {});
/// The ids that a stored document's filters name, each once, in order.
std::vector<std::string> used_audiences(const Document& document);

/// The ids of all, each behind those that it uses.
std::vector<std::string> in_order_of_dependency(const std::vector<KnownAudience>& known);

/// One that filters of another name.
struct Use {
  std::string used, user;  ///< names
};
/// A use of one of these by an audience that is none of them; nothing if there is none.
std::optional<Use> used_from_outside(const std::vector<KnownAudience>& known,
                                     const std::vector<std::string>& ids);

/// The document with the names of audiences in place of their ids, for people.
Document with_audience_names(Document document, const std::vector<KnownAudience>& known);

}  // namespace audience
