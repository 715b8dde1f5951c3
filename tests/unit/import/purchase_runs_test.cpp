#include "import/purchase_runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

using namespace audience;

namespace {

/// product, time, customer, position in the file.
using Row = std::tuple<std::uint32_t, std::int64_t, std::uint32_t, std::int64_t>;

std::vector<Row> rows_of_file(std::size_t count) {
  std::vector<Row> rows;
  std::uint32_t state = 7;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    rows.emplace_back((state >> 20U) % 5 + 1, std::int64_t{(state >> 10U) % 20} - 10, (state >> 27U) % 3 + 1,
                      i);
  }
  return rows;
}

/// By blocks of 100, whose products are counted from 0.
void add(PurchaseRuns& runs, const std::vector<Row>& rows) {
  const std::vector<std::uint32_t> products{5, 4, 3, 2, 1};
  for (std::size_t first = 0; first < rows.size(); first += 100) {
    std::vector<ReadPurchase> block;
    std::string cells;
    for (std::size_t i = first; i < std::min(first + 100, rows.size()); ++i) {
      const auto& [product, time, customer, position] = rows[i];
      block.push_back({time, 5 - product, customer, cells.size()});
      append_cell(cells, position);
      append_cell(cells, std::string_view("a text").substr(0, i % 7));
      append_cell(cells, {});
      append_cell(cells, static_cast<double>(position) / 4);
    }
    runs.add(block, cells, products);
  }
  runs.finish();
}

}  // namespace

TEST_CASE("runs of any size are merged into the order of the key and then of the file") {
  std::vector<Row> rows = rows_of_file(2000);
  std::vector<Row> sorted = rows;
  std::sort(sorted.begin(), sorted.end());
  for (const std::size_t rows_of_run : {1U, 250U, 700U, 1U << 20U}) {
    CAPTURE(rows_of_run);
    PurchaseRuns runs(4, rows_of_run);
    add(runs, rows);
    CHECK(runs.rows() == rows.size());
    MergedPurchases merged(runs);
    SortedPurchase row;
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      REQUIRE(merged.next(row));
      const char* at = row.cells;
      const auto position = std::get<std::int64_t>(next_cell(at));
      CHECK(Row{row.product, row.time, row.customer, position} == sorted[i]);
      const bool is_equal = i > 0 && std::get<0>(sorted[i]) == std::get<0>(sorted[i - 1]) &&
                            std::get<1>(sorted[i]) == std::get<1>(sorted[i - 1]) &&
                            std::get<2>(sorted[i]) == std::get<2>(sorted[i - 1]);
      n = is_equal ? n + 1 : 0;
      CHECK(row.n == n);
      CHECK(std::get<std::string_view>(next_cell(at)).size() == static_cast<std::size_t>(position) % 7);
      CHECK(is_null(next_cell(at)));
      CHECK(std::get<double>(next_cell(at)) == static_cast<double>(position) / 4);
    }
    CHECK_FALSE(merged.next(row));
  }
}

TEST_CASE("no rows are no runs") {
  PurchaseRuns runs(0);
  runs.finish();
  SortedPurchase row;
  CHECK_FALSE(MergedPurchases(runs).next(row));
}
