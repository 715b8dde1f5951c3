// Records of purchases read into rows, by one of several threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id_table.hpp"
#include "import/customer_lookup.hpp"
#include "import/import_job.hpp"
#include "import/read_purchase.hpp"

namespace audience {

/// What a reader made of a block.
struct PurchaseBlock {
  std::size_t reader = 0;  ///< which one
  ReadRecords records;
  std::vector<ReadPurchase> rows;  ///< products as the reader counts them, from 0
  std::string cells;
  std::vector<std::string> products;  ///< that the reader had not met before, which count on
  std::int64_t stored = 0, cut_times = 0;
};

class PurchaseReader {
 public:
  /// `number`: what its blocks say of themselves. Job and customers must outlive it.
  PurchaseReader(const ImportJob& job, const CustomerLookup& customers, std::size_t number)
      : job_(job), customers_(customers), number_(number), cells_(job.layout, job.options.reading.missing) {}

  /// In a dry run there are no rows in it.
  PurchaseBlock read(const RecordBlock& records);
  [[nodiscard]] const PayloadCells& cells() const { return cells_; }

 private:
  std::string_view take(const CsvRecord& record, PurchaseBlock& block);
  std::uint32_t product(std::string_view id, PurchaseBlock& block);

  const ImportJob& job_;
  const CustomerLookup& customers_;
  std::size_t number_;
  PayloadCells cells_;
  IdTable products_;  ///< each with one more than its count
  std::uint32_t product_count_ = 0;
};

}  // namespace audience
