// How an audience is named.
#include "cli/audience_argument.hpp"

#include "cli/command_line.hpp"

namespace audience {

void AudienceArgument::declare(VerbLine& line) {
  line.argument("AUDIENCE", reference, "name, id, or the id's beginning (4 hex digits or more)");
}

StoredAudience AudienceArgument::find(const Database& database) const {
  return find_audience(database, reference);
}

}  // namespace audience
