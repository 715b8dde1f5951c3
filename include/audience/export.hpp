// Exports: who and what goes out, in which form, where to, and what is entered of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "audience/link.hpp"

namespace audience {

/// JSON is an array of objects, a customer each, and JSON lines an object a line. Values keep their types,
/// what is missing is null, and recommended products are a list.
enum class FileFormat { csv, xlsx, json, jsonl };

/// RFC 4180 with LF, in UTF-8.
struct CsvOptions {
  char delimiter = ',';  ///< `,` `;` `|` or a tab
  bool bom = false;
  bool escape_formulas = true;  ///< an apostrophe before text that a spreadsheet would run
};

struct FileForm {
  FileFormat format = FileFormat::csv;
  CsvOptions csv{};
  bool gzipped = false;  ///< not with a workbook, which is compressed already
};

/// Who, and what of them in which form.
struct ExportRequest {
  std::string audience;  ///< by name, id, or an id's unique beginning (4 hex digits or more)
  FileForm form{};
  /// These, in this order: attributes or columns by name, `product_1` for the first recommendation. None:
  /// those that the catalog lists, and as many products as the document asks for.
  std::vector<std::string> columns{};
  std::optional<std::string> sort{};       ///< `clv_value:desc`, missing values last; none: by customer_id
  std::optional<std::string> recipient{};  ///< address that the link will be sent to, for the log
};

/// Where it goes: a file, a copy that a link leads to, or both.
struct ExportTarget {
  std::optional<std::filesystem::path> file{};
  bool replaces = false;  ///< a file that is there
  std::optional<LinkRequest> link{};
};

/// An export as the log has it.
struct ExportRecord {
  std::string export_id;  ///< 32 hex digits, 128 random bits
  std::string audience_id, audience_name;
  std::chrono::sys_seconds exported_at{};
  std::string exported_by;
  std::string format;                 ///< as a file's name ends: `csv`, `csv.gz`, `xlsx`, `json`, `jsonl`
  std::optional<std::string> file{};  ///< where the user had it written
  std::optional<std::string> recipient{};  ///< address of a mail
  std::int64_t rows = 0, held_back = 0, bytes = 0;
  std::string sha256;  ///< of the file, hex; empty where a stream ended early: `rows` went out at most
  std::optional<std::chrono::sys_seconds> expires_at{};  ///< of its link; none: it never had one
  std::optional<std::chrono::sys_seconds> revoked_at{};  ///< its link was killed before its time
};

struct ExportResult {
  ExportRecord record;
  std::int64_t escaped_cells = 0;  ///< texts that got an apostrophe
  std::optional<IssuedLink> link{};
  bool may_hold_erased = false;  ///< someone was erased while it was streamed: what went out may hold them
};

}  // namespace audience
