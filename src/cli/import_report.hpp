// What an import did, in the words that `imports` has too.
#pragma once

#include <optional>
#include <string>

#include "audience/import.hpp"
#include "json/json_writer.hpp"

namespace audience {

/// `takes_away`: whether rows could be removed. `rejects_file`: where the rejected rows are, if they are
/// kept.
std::string import_text(const ImportReport& report, bool takes_away,
                        const std::optional<std::string>& rejects_file);
void write_import(JsonWriter& json, const ImportReport& report);

}  // namespace audience
