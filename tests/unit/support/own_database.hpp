// A new database in a folder of a test's own.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/audiences.hpp"
#include "storage/customers.hpp"
#include "storage/given_numbers.hpp"
#include "storage/schema.hpp"
#include "support/folder.hpp"

namespace audience {

inline constexpr std::chrono::milliseconds no_wait{0};

class OwnDatabase {
 public:
  OwnDatabase() {
    create_database(file(), no_wait);
    database = open_database(file(), Database::Mode::read_write, no_wait);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder / "shop.db"; }
  Database& operator*() const { return *database; }
  Database* operator->() const { return database.get(); }

  /// A set of customers as wide as the database has numbers.
  [[nodiscard]] CustomerSet set(const std::vector<CustomerNumber>& numbers) const {
    CustomerSet made(customer_capacity(*database));
    for (const CustomerNumber number : numbers) made.insert(number);
    return made;
  }

  /// Stores an audience; a definition is the document as JSON.
  StoredAudience add_audience(const std::string& name, const std::vector<CustomerNumber>& members,
                              const std::string& definition = "{}") const {
    StoredAudience audience;
    audience.audience_id = new_audience_id();
    audience.audience_name = name;
    audience.author = "me";
    audience.definition = definition;
    audience.funnel = {5, static_cast<std::int64_t>(members.size())};
    audience.number = insert_audience(*database, audience, set(members));
    return audience;
  }

  Folder folder;
  std::unique_ptr<Database> database;
};

}  // namespace audience
