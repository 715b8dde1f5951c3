// Faults of documents for pipelines: SARIF, the OASIS Static Analysis Results Interchange Format.
#pragma once

#include <string>
#include <vector>

#include "json/fault.hpp"
#include "json/json_writer.hpp"

namespace audience {

/// A log of version 2.1.0 with one run: a result for each fault, at its place in lines and characters, and
/// under its pointer. `unreadable`: files that could not be read, as messages.
void write_sarif(JsonWriter& json, const std::vector<FaultyFile>& faulty,
                 const std::vector<std::string>& unreadable, const RemedyWords& words);

}  // namespace audience
