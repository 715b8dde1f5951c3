// The options that say which form a file has.
#pragma once

#include <optional>
#include <string>

#include "studio/export_file.hpp"

namespace audience {

/// What the options of a command say about the form of a file.
struct FileOptions {
  std::optional<std::string> format, delimiter;
  bool bom = false, no_escape = false;
};

/// The format as told, else by the ending of the output's name, whatever its case, else CSV; gzip where
/// either ends in `.gz`. Throws Error(usage) for one that is unknown, and for options of CSV beside another.
FileForm file_form(const FileOptions& options, const std::optional<std::string>& output);

/// What `--delimiter` says. Throws Error(usage) for what is none.
char delimiter_of(const std::string& text);

}  // namespace audience
