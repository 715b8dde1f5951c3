// First lines: headers, which a message may show, and records, which it must not.
#include "import/header_line.hpp"

#include <doctest/doctest.h>

namespace audience {

TEST_CASE("headers are told from somebody's record by names and words that are known") {
  using Cells = std::vector<std::string>;
  struct Row {
    Cells cells;
    bool headers;
  };
  for (const Row& row : std::vector<Row>{{{"Customer-ID ", "x1", "@"}, true},
                                         {{"Kunde", "age"}, true},
                                         {{"name", "City"}, true},
                                         {{"cust", "StockCode", "InvoiceDate"}, true},
                                         {{"cust", "Invoice date", "zip_code", "Ort"}, true},
                                         {{"c_1", "Paris"}, false},
                                         {{"c_1", "Ana", "Petrov", "ana@example.org", "40"}, false},
                                         {{"Ana", "Petrov"}, false},
                                         {{"Ana", "Price"}, false},
                                         {{"Ana", "Petrov", "city"}, false},
                                         {{"Kunde 7", "city"}, false},
                                         {{"Kunde", "ana@example.org", "city", "age"}, false},
                                         {{"", "city"}, false},
                                         {{"1", "2"}, false},
                                         {{"x"}, false}}) {
    CAPTURE(row.cells.front());
    CAPTURE(row.cells.size());
    CHECK(are_headers(row.cells, {"customer_id"}, {"age", "city"}) == row.headers);
  }
}

}  // namespace audience
