// A file of rows in one format: what stands before, between and after its blocks.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "output/output_stream.hpp"
#include "output/row_format.hpp"

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

/// Of a text format, as it is.
class PlainFile : public TableFile {
 public:
  PlainFile(OutputStream& out, std::unique_ptr<RowFormat> format) : out_(out), format_(std::move(format)) {
    out_.write(format_->head());
  }
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder() const override {
    return format_->encoder(RowEncoder::Blocks::plain);
  }
  void write(RowBlock&& block) override { out_.write(block.bytes); }
  void finish() override { out_.write(format_->tail()); }

 private:
  OutputStream& out_;
  std::unique_ptr<RowFormat> format_;
};

/// The same as gzip (RFC 1952): one member, without a name or a time, so that equal rows are equal bytes.
class GzipFile : public TableFile {
 public:
  GzipFile(OutputStream& out, std::unique_ptr<RowFormat> format);
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder() const override {
    return format_->encoder(RowEncoder::Blocks::deflated_too);
  }
  void write(RowBlock&& block) override { add(block.bytes, block.compressed); }
  void finish() override;

 private:
  void add(std::string_view bytes, std::string_view compressed);
  OutputStream& out_;
  std::unique_ptr<RowFormat> format_;
  Deflater deflater_;  ///< of head and tail
  std::uint32_t crc_ = 0;
  std::uint32_t size_ = 0;  ///< before compression, as the format counts it: modulo 2^32
};

}  // namespace audience
