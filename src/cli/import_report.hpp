// What an import did, in the words that `imports` has too.
#pragma once

#include <optional>
#include <string>

#include "audience/import.hpp"
#include "json/json_writer.hpp"
#include "output/screen_room.hpp"
#include "studio/import_undo.hpp"

namespace audience {

/// `takes_away`: whether rows could be removed. `rejects_file`: where the rejected rows are, if they are
/// kept.
std::string import_text(const ImportReport& report, bool takes_away,
                        const std::optional<std::string>& rejects_file, const ScreenRoom& room);
void write_import(JsonWriter& json, const ImportReport& report);
/// On what was said of the file and fits none of its columns; empty where all of it does.
std::string unfit_note(const ImportReport& report);

/// An import taken back, in the same words: rows are `removed`, `changed` and `inserted` by that.
std::string undo_text(const ImportUndo& undo, bool dry_run);
void write_undo(JsonWriter& json, const ImportUndo& undo, bool dry_run);

}  // namespace audience
