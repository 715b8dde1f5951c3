// Own customers by their numbers on every core; another program's rows as they come.
#include "studio/export_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audience/error.hpp"
#include "base/counted_progress.hpp"
#include "base/ordered_blocks.hpp"
#include "output/xlsx_file.hpp"
#include "query/customer_rows.hpp"
#include "studio/encoded_columns.hpp"

namespace audience {
namespace {

constexpr std::int64_t block_rows = 2048;
constexpr std::size_t blocks_ahead = 8;

/// `number`: of the row in the file, the header being 1.
template <typename Rows>
void encode_cell(CellEncoder& encoder, const Rows& rows, std::size_t column, std::int64_t number) {
  try {
    encode(encoder, rows.cell(column), rows.columns()[column].type);
  } catch (const Error& error) {
    throw Error(error.kind(),
                fmt::format("row {}, column {}: {}", number, rows.columns()[column].name, error.what()),
                error.advice());
  }
}

template <typename Rows>
void encode_row(CellEncoder& encoder, const Rows& rows, std::int64_t number) {
  for (std::size_t i = 0; i < rows.columns().size(); ++i) encode_cell(encoder, rows, i, number);
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

/// Makes blocks for one thread: of what is encoded already and, for the rest, of rows that it reads.
class BlockMaker {
 public:
  BlockMaker(const ExportedRows& rows, const std::vector<CustomerNumber>& order, const TableFile& file,
             const Database& reader, const EncodedColumns* encoded)
      : rows_(rows), order_(order), file_(file), reader_(reader) {
    read(encoded);
  }

  RowBlock make(const Range& range) {
    if (encoded_ != nullptr) {
      try {
        RowBlock block = encode_range(range);
        encoded_->check_whole();
        return block;
      } catch (const ColumnsUnusable&) {
        read(nullptr);
      }
    }
    return encode_range(range);
  }

 private:
  /// From here on, all columns but those encoded.
  void read(const EncodedColumns* encoded) {
    encoded_ = encoded;
    encoder_ = file_.encoder();
    std::vector<ListingColumn> columns;
    for (std::size_t i = 0; i < rows_.columns.size(); ++i) {
      if (encoded == nullptr || !encoded->has(i)) columns.push_back(rows_.columns[i]);
    }
    read_.emplace(reader_, std::move(columns), rows_.recommendations_type);
  }

  RowBlock encode_range(const Range& range) {
    encoder_->start_at(range.first);
    for (std::int64_t i = range.first; i < range.last; ++i) {
      const CustomerNumber customer = order_[static_cast<std::size_t>(i)];
      read_->seek(customer);
      if (encoded_ == nullptr) {
        encode_row(*encoder_, *read_, i + 2);
      } else {
        encode_mixed(customer, i + 2);
      }
    }
    return encoder_->take();
  }

  void encode_mixed(CustomerNumber customer, std::int64_t number) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < rows_.columns.size(); ++i) {
      if (encoded_->has(i)) {
        encoder_->encoded(encoded_->cell(i, customer));
      } else {
        encode_cell(*encoder_, *read_, next++, number);
      }
    }
    encoder_->end_row();
  }

  const ExportedRows& rows_;
  const std::vector<CustomerNumber>& order_;
  const TableFile& file_;
  const Database& reader_;
  const EncodedColumns* encoded_ = nullptr;  ///< null once its columns cannot be used
  std::unique_ptr<RowEncoder> encoder_;
  std::optional<CustomerRows> read_;
};

Progress of_rows(const ExportedRows& rows) {
  return {.work = Work::writing,
          .subject = "rows",
          .all = static_cast<std::int64_t>(rows.members.count()),
          .unit = "customers"};
}

class OwnRows {
 public:
  OwnRows(const ExportedRows& rows, TableFile& file, RowCounts& counts)
      : rows_(rows),
        file_(file),
        counts_(counts),
        counted_(rows.progress, of_rows(rows)),
        order_(members_in_order(rows.source, rows.members, rows.sort)) {}

  void write() {
    const std::vector<Range> ranges =
        ranges_of(static_cast<std::int64_t>(order_.size()), file_.rows_together());
    // Few rows are written before a thread has begun.
    if (ranges.size() <= 2 || rows_.snapshot.readers() < 2) {
      BlockMaker maker(rows_, order_, file_, rows_.source.own(), nullptr);
      for (const Range& range : ranges) take(maker.make(range));
      return;
    }
    const EncodedColumns encoded(rows_.source, rows_.columns, order_.size(), *file_.encoder());
    std::vector<OrderedBlocks<RowBlock>::Maker> makers;
    for (std::size_t i = 0; i < rows_.snapshot.readers(); ++i) {
      auto maker = std::make_shared<BlockMaker>(rows_, order_, file_, rows_.snapshot.reader(i), &encoded);
      makers.emplace_back([maker, &ranges](std::size_t block) { return maker->make(ranges[block]); });
    }
    OrderedBlocks<RowBlock>(ranges.size(), blocks_ahead).run(makers, [this](RowBlock&& block) {
      take(std::move(block));
    });
  }

 private:
  void take(RowBlock&& block) {
    add(counts_, block);
    counted_.add(block.rows);
    file_.write(std::move(block));
  }

  const ExportedRows& rows_;
  TableFile& file_;
  RowCounts& counts_;
  CountedProgress counted_;
  std::vector<CustomerNumber> order_;
};

Listing listing_of(const ExportedRows& rows) {
  return {rows.source, rows.members, rows.columns, rows.recommendations_type, rows.sort};
}

void write_foreign(const ExportedRows& rows, TableFile& file, RowCounts& counts) {
  Listing listing = listing_of(rows);
  const auto encoder = file.encoder();
  CountedProgress counted(rows.progress, of_rows(rows));
  const auto hand_over = [&] {
    RowBlock block = encoder->take();
    add(counts, block);
    counted.add(block.rows);
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
