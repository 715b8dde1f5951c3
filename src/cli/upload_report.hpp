// What `upload` answers: every line counted, and what became of the audience.
#pragma once

#include <optional>
#include <string>

#include "studio/upload.hpp"

namespace audience {

/// What an upload did, or in a dry run would do.
struct UploadReport {
  UploadResult result;
  std::optional<std::string> rejects{};  ///< the file, if it was wanted
  bool dry_run = false;
};

/// Both end with a newline.
std::string as_text(const UploadReport& report);
std::string as_json(const UploadReport& report);

}  // namespace audience
