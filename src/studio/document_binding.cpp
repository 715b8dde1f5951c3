// Binding against a database.
#include "studio/document_binding.hpp"

#include "model/audience_uses.hpp"
#include "model/binding.hpp"
#include "storage/audiences.hpp"

namespace audience {

BoundText bind_text(const std::string& text, const std::string& name, const DataSource& source,
                    const std::string& own_id) {
  Faults faults;
  BoundText result{parse_document(text, faults), {}};
  // To know them every stored audience is read: only where one is named.
  if (!used_audiences(result.document).empty()) {
    bind_audiences(result.document, known_audiences(source.own()), faults, own_id);
  }
  result.bound = bind_document(result.document, source.catalog(), faults);
  faults.throw_if_any(name);
  return result;
}

BoundDocument bind_stored(const Document& document, const std::string& name, const DataSource& source) {
  Faults faults;
  BoundDocument bound = bind_document(document, source.catalog(), faults);
  faults.throw_if_any(name);
  return bound;
}

Document for_people(const Document& document, const DataSource& source) {
  if (used_audiences(document).empty()) return document;
  return with_audience_names(document, known_audiences(source.own()));
}

}  // namespace audience
