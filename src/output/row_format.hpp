// Formats that are text: rows, and what stands before and behind all of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "output/csv_rows.hpp"
#include "output/json_rows.hpp"

namespace audience {

class RowFormat {
 public:
  virtual ~RowFormat() = default;
  [[nodiscard]] virtual std::string head() const = 0;
  [[nodiscard]] virtual std::unique_ptr<RowEncoder> encoder(RowEncoder::Blocks blocks) const = 0;
  [[nodiscard]] virtual std::string tail() const { return {}; }
};

/// A header line and rows, behind a byte order mark if asked for.
class CsvFormat : public RowFormat {
 public:
  CsvFormat(CsvOptions options, std::vector<std::string> header)
      : options_(options), header_(std::move(header)) {}
  [[nodiscard]] std::string head() const override;
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder(RowEncoder::Blocks blocks) const override {
    return std::make_unique<CsvRows>(options_, blocks);
  }

 private:
  CsvOptions options_;
  std::vector<std::string> header_;
};

/// One array, or lines.
class JsonFormat : public RowFormat {
 public:
  JsonFormat(std::vector<JsonColumn> columns, JsonRows::Between between)
      : columns_(std::move(columns)), between_(between) {}
  [[nodiscard]] std::string head() const override { return is_array() ? "[" : ""; }
  [[nodiscard]] std::unique_ptr<RowEncoder> encoder(RowEncoder::Blocks blocks) const override {
    return std::make_unique<JsonRows>(columns_, between_, blocks);
  }
  [[nodiscard]] std::string tail() const override { return is_array() ? "\n]\n" : ""; }

 private:
  [[nodiscard]] bool is_array() const { return between_ == JsonRows::Between::commas; }
  std::vector<JsonColumn> columns_;
  JsonRows::Between between_;
};

}  // namespace audience
