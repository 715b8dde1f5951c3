// Contents in a line and in JSON.
#include "cli/backup_report.hpp"

#include <fmt/format.h>

#include "base/counted.hpp"

namespace audience {

std::string contents_phrase(const BackupContents& contents) {
  const std::string customers = contents.foreign_database.empty()
                                    ? counted(contents.customers, "customer")
                                    : "customers and events stay in " + contents.foreign_database;
  return fmt::format("{}, {}, {}", counted(contents.audiences, "audience"), customers,
                     counted(static_cast<std::int64_t>(contents.bytes), "byte"));
}

void write_contents(JsonWriter& json, const BackupContents& contents) {
  json.integer_member("bytes", static_cast<std::int64_t>(contents.bytes));
  json.integer_member("audiences", contents.audiences);
  json.integer_member("customers", contents.customers);
  json.text_member("foreign_database", contents.foreign_database);
}

}  // namespace audience
