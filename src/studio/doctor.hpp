// A database with its links, its key and what it stands on, looked at from all sides.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "audience/error.hpp"
#include "studio/studio.hpp"

namespace audience {

enum class Severity {
  warning,  ///< nothing is lost yet
  error     ///< something does not work, or answers may be wrong
};
std::string_view name_of(Severity severity);  ///< `warning`, `error`

struct Finding {
  std::string what;   ///< a sentence without its full stop
  std::string where;  ///< name of the check
  Severity severity = Severity::error;
  Advice remedy{};
};

/// One part of the whole that was looked at.
struct CheckedPart {
  std::string name;  ///< `audiences`
  std::string said;  ///< what there was to look at, or why there was nothing: `12 audiences`
};

struct Examination {
  std::vector<CheckedPart> checked;
  std::vector<Finding> findings;  ///< in the order of their checks
};

struct DoctorRequest {
  /// Every index, every number and every row: takes seconds for each gigabyte, and keeps digests of tables
  /// that have none (storage/table_digests.hpp) where the database can be written.
  bool deep = false;
  std::filesystem::path temporary_folder;
};

/// Of a database that could not even be opened.
Examination examination_of_unreadable(const Error& error);

/// Changes nothing but those digests. What a check cannot read is a finding of it.
Examination examine(const Studio& studio, const DoctorRequest& request);

}  // namespace audience
