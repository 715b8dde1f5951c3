// A stored audience as the verbs read it: its document, and its members who are present now.
#pragma once

#include "model/document.hpp"
#include "storage/audiences.hpp"
#include "storage/customers.hpp"

namespace audience {

struct StoredView {
  StoredAudience stored;
  Document document;
  CustomerSet members;  ///< stored and present
};

inline StoredView view_of(const Database& database, StoredAudience stored) {
  Faults faults;
  Document document = parse_document(stored.definition, faults);
  faults.throw_if_any(stored.audience_id);
  CustomerSet members = CustomerSet::deserialize(stored.members, customer_capacity(database));
  members &= present_customers(database);
  return {std::move(stored), std::move(document), std::move(members)};
}

}  // namespace audience
