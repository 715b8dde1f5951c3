// Which column of the file goes where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/cell.hpp"
#include "import/csv_reader.hpp"
#include "import/file_kind.hpp"
#include "import/header_line.hpp"
#include "import/import.hpp"
#include "import/input_text.hpp"

namespace audience {

/// What maps call the first column where it has no header.
inline constexpr std::string_view nameless_column = "column_1";

struct PayloadColumn {
  std::string name;
  ValueType type = ValueType::text;
  std::size_t place = 0;  ///< in the file's records
  bool is_new = false;
  bool is_said = false;  ///< its type, in the options
  CellForm form{};
};

struct Layout {
  std::vector<std::string> headers;  ///< as the file writes them
  bool is_first_nameless = false;    ///< and nobody mapped it: it is passed over
  bool is_headed = false;            ///< whether they surely are headers: messages show them only then
  std::vector<std::size_t> keys;     ///< places of the key columns asked for; `absent` for an optional one
  std::vector<PayloadColumn>
      payload;           ///< the other columns, in file order; types of new ones are still to be found
  CellForm time_form{};  ///< of the key that is a time, if there is one
  std::vector<std::size_t> passed_over;  ///< places of `origin_columns`
  Reading unfit{};                       ///< as ImportReport has it
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
};

/// The columns that the database has.
struct KnownColumns {
  std::vector<SchemaColumn> further;    ///< of the kind that is imported, beside its keys
  std::vector<SchemaColumn> customers;  ///< of the customers table
};

/// Matches headers to key columns and known columns: blanks around, letter case, and blank or dash for
/// underscore make no difference; nor do words run together (`FirstName`), where no header has the column's
/// own name. A first column without a header is passed over unless it is mapped. Headers not known become new
/// columns, but of recommendations they are passed over. `origin_columns` always are. Throws
/// as import.hpp says.
Layout match_headers(const CsvRecord& header, ImportKind kind, const KnownColumns& known,
                     const ImportOptions& options);

}  // namespace audience
