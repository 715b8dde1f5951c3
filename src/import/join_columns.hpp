// By which column two files belong together, and what their rows have together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "import/file_header.hpp"
#include "import/input_text.hpp"

namespace audience {

/// One of two files that are joined.
struct JoinedFile {
  JoinedFile(const std::string& file, const InputText::Choose& choose);
  [[nodiscard]] std::optional<std::size_t> place_of(
      const std::string& header) const;  ///< compared as headers are

  Reading reading;  ///< as it was chosen
  InputText input;
  char delimiter;
  FileHeader header;
  std::vector<std::string> names;  ///< headers as they are compared
};

struct JoinColumns {
  std::size_t orders_key = 0, items_key = 0;  ///< places of the ids by which lines belong to orders
  std::vector<std::size_t> orders, items;     ///< places of the columns that rows have, of each file
  std::vector<std::string> headers;           ///< of these, in that order
};

/// `asked`: as ImportOptions::join_column. Of a column that both files have, the order's is called `order_`
/// and its name. Throws Error(invalid_input) where that is taken, or where the files share no column,
/// several, or only `id`, and none was asked for; and for one that is not there.
JoinColumns join_columns(const JoinedFile& orders, const JoinedFile& items,
                         const std::optional<std::string>& asked);

}  // namespace audience
