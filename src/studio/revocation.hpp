// Links killed before their time.
#pragma once

#include <string>
#include <vector>

#include "studio/studio.hpp"

namespace audience {

struct Revoked {
  std::vector<std::string> now;       ///< ids of exports whose links lived
  std::vector<std::string> before;    ///< of those whose links were dead already, or that never had one
  std::vector<LeftFile> not_removed;  ///< copies; their links are dead all the same
};

/// All or none, each once; `references` as named_export. Their copies go. Throws as named_export.
Revoked revoke_links(const Studio& studio, const std::vector<std::string>& references);
/// Every link that lives; every copy goes, also of those that were dead before.
Revoked revoke_all_links(const Studio& studio);

}  // namespace audience
