// The AUDIENCE of a command line: the one stored audience that a verb is about.
#pragma once

#include <string>

#include "storage/audiences.hpp"

namespace audience {

class VerbLine;

struct AudienceArgument {
  std::string reference;  ///< as it was typed, for `find_audience`
  void declare(VerbLine& line);
  /// Throws as find_audience.
  [[nodiscard]] StoredAudience find(const Database& database) const;
};

}  // namespace audience
