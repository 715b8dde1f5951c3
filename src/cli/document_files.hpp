// Documents named on the command line, read with their faults.
#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"
#include "studio/document_set.hpp"

namespace audience {

/// A folder stands for the `.json` files in it, by name.
std::vector<std::string> document_files(const std::vector<std::string>& given);

/// Reads one; what is wrong with its form is in its faults.
DocumentFile read_document(const std::string& file);

}  // namespace audience
