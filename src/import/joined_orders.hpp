// Orders and their lines, of two files, as one text with a row for each line.
#pragma once

#include <memory>
#include <string>

#include "audience/import.hpp"
#include "import/held_text.hpp"
#include "import/said_of_file.hpp"

namespace audience {

struct JoinedText {
  std::string name;                ///< of both files, for people
  std::unique_ptr<HeldText> text;  ///< the columns of orders, those of lines, and `origin_columns`
  char delimiter = ',';
  JoinedOrders orders;
};

/// Reads `options.file` once and again where lines ask for it, and walks over `options.items`: memory holds a
/// few bytes for each order. Rows that cannot be joined are in the text too, with the reason to reject them:
/// those of no form, orders and lines without an id, lines of unknown orders, and orders of which another row
/// says something else, with their lines. Throws as InputText; Error(usage) where both files are standard
/// input; Error(invalid_input) where it is not clear by which column lines belong to orders.
/// `most_row_bytes`: longer rows are rejected.
/// `said`: completes the options by what was said of such orders before.
JoinedText join_orders(const ImportOptions& options, SaidOfFile& said, std::size_t most_row_bytes);

}  // namespace audience
