// A look before the database is opened.
#include "cli/database_if_any.hpp"

#include <fmt/format.h>

namespace audience {

std::unique_ptr<Studio> studio_if_any(const Session& session) {
  const std::filesystem::path file = session.database_file();
  std::error_code ignored;
  if (session.options.db || std::filesystem::exists(file, ignored))
    return session.studio(Database::Mode::read_only);
  session.note(fmt::format("note: there is no database {}: names are those of a new one", file.string()));
  return nullptr;
}

}  // namespace audience
