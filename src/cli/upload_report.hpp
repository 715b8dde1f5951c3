// What `upload` answers: every line counted, and what became of the audience.
#pragma once

#include <optional>
#include <string>

#include "cli/invocation.hpp"
#include "json/json_writer.hpp"
#include "studio/upload.hpp"

namespace audience {

/// What an upload did, or in a dry run would do.
struct UploadReport {
  UploadResult result;
  std::optional<std::string> rejects{};  ///< the file, if it was wanted
  bool dry_run = false;
};

/// Ends with a newline.
std::string as_text(const UploadReport& report, const Invocation& by);
void write_report(JsonWriter& json, const UploadReport& report);

}  // namespace audience
