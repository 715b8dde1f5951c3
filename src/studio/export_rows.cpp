// Own customers by their numbers on every core; another program's rows as they come.
#include "studio/export_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/ordered_blocks.hpp"
#include "output/xlsx_file.hpp"

namespace audience {
namespace {

constexpr std::int64_t block_rows = 2048;
constexpr std::size_t blocks_ahead = 8;

void encode(RowEncoder& encoder, const Cell& cell, ValueType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    if (type == ValueType::boolean) {
      encoder.boolean(*integer != 0);
    } else {
      encoder.integer(*integer);
    }
  } else if (const auto* real = std::get_if<double>(&cell)) {
    encoder.number(*real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    if (type == ValueType::date) {
      encoder.date(*text);
    } else {
      encoder.text(*text);
    }
  } else {
    encoder.empty();
  }
}

/// `number`: of the row in the file, the header being 1.
template <typename Rows>
void encode_row(RowEncoder& encoder, const Rows& rows, std::int64_t number) {
  for (std::size_t i = 0; i < rows.columns().size(); ++i) {
    try {
      encode(encoder, rows.cell(i), rows.columns()[i].type);
    } catch (const Error& error) {
      throw Error(error.kind(),
                  fmt::format("row {}, column {}: {}", number, rows.columns()[i].name, error.what()),
                  error.advice());
    }
  }
  encoder.end_row();
}

/// Rows first..last-1 of the file.
struct Range {
  std::int64_t first = 0, last = 0;
};

std::vector<Range> ranges_of(std::int64_t rows, std::int64_t together) {
  std::vector<Range> ranges;
  for (std::int64_t first = 0; first < rows;) {
    const std::int64_t room = together - first % together;
    const std::int64_t last = std::min(rows, first + std::min(block_rows, room));
    ranges.push_back({first, last});
    first = last;
  }
  return ranges;
}

void add(RowCounts& counts, const RowBlock& block) {
  counts.rows += block.rows;
  counts.escaped_cells += block.escaped_cells;
}

class OwnRows {
 public:
  OwnRows(const ExportedRows& rows, TableFile& file, RowCounts& counts)
      : rows_(rows),
        file_(file),
        counts_(counts),
        order_(members_in_order(rows.source, rows.members, rows.sort)) {}

  void write() {
    const std::vector<Range> ranges =
        ranges_of(static_cast<std::int64_t>(order_.size()), file_.rows_together());
    // Few rows are written before a thread has begun.
    if (ranges.size() <= 2 || rows_.snapshot.readers() < 2) {
      const auto make = maker(rows_.source.own(), ranges);
      for (std::size_t i = 0; i < ranges.size(); ++i) take(make(i));
      return;
    }
    std::vector<OrderedBlocks<RowBlock>::Maker> makers;
    for (std::size_t i = 0; i < rows_.snapshot.readers(); ++i)
      makers.push_back(maker(rows_.snapshot.reader(i), ranges));
    OrderedBlocks<RowBlock>(ranges.size(), blocks_ahead).run(makers, [this](RowBlock&& block) {
      take(std::move(block));
    });
  }

 private:
  /// With rows and an encoder of its own, for one thread. The ranges must outlive it.
  OrderedBlocks<RowBlock>::Maker maker(const Database& reader, const std::vector<Range>& ranges) {
    auto rows = std::make_shared<CustomerRows>(reader, rows_.columns, rows_.recommendations_type);
    std::shared_ptr<RowEncoder> encoder = file_.encoder();
    return [this, &ranges, rows, encoder](std::size_t block) {
      encoder->start_at(ranges[block].first);
      for (std::int64_t i = ranges[block].first; i < ranges[block].last; ++i) {
        rows->seek(order_[static_cast<std::size_t>(i)]);
        encode_row(*encoder, *rows, i + 2);
      }
      return encoder->take();
    };
  }

  void take(RowBlock&& block) {
    add(counts_, block);
    file_.write(std::move(block));
  }

  const ExportedRows& rows_;
  TableFile& file_;
  RowCounts& counts_;
  std::vector<CustomerNumber> order_;
};

Listing listing_of(const ExportedRows& rows) {
  return {rows.source, rows.members, rows.columns, rows.recommendations_type, rows.sort};
}

void write_foreign(const ExportedRows& rows, TableFile& file, RowCounts& counts) {
  Listing listing = listing_of(rows);
  const auto encoder = file.encoder();
  const auto hand_over = [&] {
    RowBlock block = encoder->take();
    add(counts, block);
    if (block.rows > 0) file.write(std::move(block));
  };
  for (std::int64_t row = 0; listing.next(); ++row) {
    if (row % block_rows == 0 || row % file.rows_together() == 0) {
      hand_over();
      encoder->start_at(row);
    }
    encode_row(*encoder, listing, row + 2);
  }
  hand_over();
}

}  // namespace

std::vector<std::string> ExportedRows::header() const {
  std::vector<std::string> names;
  for (const ListingColumn& column : columns) names.push_back(column.name);
  return names;
}

void write_rows(const ExportedRows& rows, TableFile& file, RowCounts& counts) {
  if (rows.source.is_foreign()) {
    write_foreign(rows, file, counts);
  } else {
    OwnRows(rows, file, counts).write();
  }
}

ColumnWidths column_widths(const ExportedRows& rows) {
  constexpr std::int64_t most_rows = 500;
  ColumnWidths widths(rows.header());
  Listing listing = listing_of(rows);
  for (std::int64_t row = 0; row < most_rows && listing.next(); ++row) encode_row(widths, listing, row + 2);
  return widths;
}

}  // namespace audience
