// Whether a file's first line names its columns, or is the record of somebody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// A header as headers are compared: without the blanks around it, its case, and with `_` for blank and dash.
std::string folded_header(std::string_view name);

/// Whether the cells of a first line are headers, so that a message may show them: a file without headers has
/// a customer there. One cell is a `sure` name; or half of them are `likely` ones or put together from words
/// that columns are called by (`StockCode`), and no other has a digit or an @ in it, or no letter.
bool are_headers(const std::vector<std::string>& cells, const std::vector<std::string>& sure,
                 const std::vector<std::string>& likely);

}  // namespace audience
