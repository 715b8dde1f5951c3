// Binding against a database.
#include "studio/document_binding.hpp"

#include <algorithm>
#include <optional>

#include "model/audience_uses.hpp"
#include "model/binding.hpp"
#include "query/postgresql/server_engine.hpp"
#include "storage/audiences.hpp"
#include "storage/deleted_audiences.hpp"

namespace audience {
namespace {

/// The intact ones. Whatever is not found among them may be one of the others, of which `damaged` names one.
struct Nameable {
  std::vector<KnownAudience> intact;
  std::optional<std::string> damaged;
};

Nameable nameable_audiences(const Database& own) {
  Nameable audiences;
  for (KnownAudience& one : known_audiences(own)) {
    if (one.is_damaged) {
      audiences.damaged = one.audience_name;
    } else {
      audiences.intact.push_back(std::move(one));
    }
  }
  return audiences;
}

void bind_names(Document& document, const Database& own, Faults& faults, const std::string& own_id) {
  // To know them every stored audience is read: only where one is named.
  if (used_audiences(document).empty()) return;
  const Nameable audiences = nameable_audiences(own);
  const std::size_t before = faults.count();
  bind_audiences(document, audiences.intact, faults, own_id, deletions(own));
  if (faults.count() > before && audiences.damaged) throw damaged_audience(*audiences.damaged);
}

/// Bound, and nothing in it that a server could not be asked.
BoundDocument bind_there(const Document& document, const DataSource& source, Faults& faults) {
  const std::size_t before = faults.count();
  BoundDocument bound = bind_document(document, source.catalog(), faults);
  if (source.is_on_server() && faults.count() == before) check_there(source, document, bound, faults);
  return bound;
}

}  // namespace

BoundText bind_text(const std::string& text, const std::string& name, const DataSource& source,
                    const std::string& own_id) {
  Faults faults;
  BoundText result{parse_document(text, faults), {}};
  bind_names(result.document, source.own(), faults, own_id);
  result.bound = bind_there(result.document, source, faults);
  faults.throw_if_any(name);
  return result;
}

BoundDocument bind_stored(const Document& document, const std::string& name, const DataSource& source) {
  Faults faults;
  BoundDocument bound = bind_there(document, source, faults);
  faults.throw_if_any(name);
  return bound;
}

DocumentForPeople::DocumentForPeople(const Document& document, const DataSource& source) : given_(document) {
  const std::vector<std::string> used = used_audiences(document);
  if (used.empty()) return;
  const Nameable audiences = nameable_audiences(source.own());
  const auto is_intact = [&](const std::string& id) {
    return std::any_of(audiences.intact.begin(), audiences.intact.end(),
                       [&](const KnownAudience& one) { return one.audience_id == id; });
  };
  if (audiences.damaged && !std::all_of(used.begin(), used.end(), is_intact))
    throw damaged_audience(*audiences.damaged);
  named_ = with_audience_names(document, audiences.intact);
}

}  // namespace audience
