// What was said of the file at hand, now and when one with the same headers was imported before.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/layout.hpp"
#include "import/said_before.hpp"

namespace audience {

/// Completes the options of one import as its file comes to light, tells the report what it took, and keeps
/// it all with the import. Options and report must outlive it.
class SaidOfFile {
 public:
  SaidOfFile(const Database& database, ImportKind kind, ImportOptions& options, ImportReport& report);

  /// By the bytes of the file: by its headers, or of a workbook by its sheets. How it is written then.
  Reading recall(std::string_view bytes);
  /// By the headers of a workbook's sheet, once that was read.
  void recall_sheet(std::string_view text);
  /// Types of new columns that nobody said otherwise: a column that is there keeps the type it has by now.
  void recall_types(Layout& layout) const;
  /// What is said anew joins what was said before. Inside the transaction of the import.
  void keep(Database& database, TimePoint now) const;

 private:
  void recall_by(const std::string& key);
  const Database& database_;
  ImportKind kind_;
  ImportOptions& options_;
  ImportReport& report_;
  SaidBefore on_line_;
  std::string headers_key_, sheets_key_;  ///< empty where there is none
  std::optional<SaidBefore> recalled_;    ///< all that is kept of the headers
};

}  // namespace audience
