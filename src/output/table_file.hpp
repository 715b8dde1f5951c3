// A file of rows in one format: what stands before, between and after its blocks.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "output/csv_rows.hpp"
#include "output/output_stream.hpp"
#include "output/row_encoder.hpp"

namespace audience {

class TableFile {
 public:
  virtual ~TableFile() = default;
  /// For one thread's blocks; outlives the file's other calls.
  [[nodiscard]] virtual std::unique_ptr<RowEncoder> encoder() const = 0;
  /// No block may hold rows on both sides of a multiple of it.
  [[nodiscard]] virtual std::int64_t rows_together() const {
    return std::numeric_limits<std::int64_t>::max();
  }
  virtual void write(RowBlock&& block) = 0;  ///< of this file's encoders, in order
  virtual void finish() = 0;                 ///< the stream is the caller's to flush
};

/// A header line and rows, behind a byte order mark if asked for.
class CsvFile : public TableFile {
 public:
  CsvFile(OutputStream& out, CsvOptions options, const std::vector<std::string>& header);
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder() const override;
  void write(RowBlock&& block) override { out_.write(block.bytes); }
  void finish() override {}

 private:
  OutputStream& out_;
  CsvOptions options_;
};

}  // namespace audience
