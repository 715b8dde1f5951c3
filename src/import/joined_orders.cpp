// One pass over the orders, one over their lines.
#include "import/joined_orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "audience/error.hpp"
#include "base/checksum.hpp"
#include "base/utf8.hpp"
#include "import/cell.hpp"
#include "import/join_columns.hpp"
#include "import/order_places.hpp"
#include "import/record_form.hpp"
#include "import/row_origin.hpp"

namespace audience {
namespace {

/// Decimal commas are looked for only in files that are not cut by commas.
char joined_delimiter(const JoinedFile& orders, const JoinedFile& items) {
  return items.delimiter == ',' ? orders.delimiter : items.delimiter;
}

std::string shown_name(const std::string& file) { return file == "-" ? "stdin" : name_without_folder(file); }

/// The text that comes of it.
class JoinedRows {
 public:
  explicit JoinedRows(char delimiter) : delimiter_(delimiter), text_(std::make_unique<HeldText>()) {}

  void add(std::string_view cell) {
    append_cell(block_, cell, delimiter_);
    block_ += delimiter_;
  }
  void add_empty(std::size_t count) { block_.append(count, delimiter_); }
  void end_row(std::string_view last) {
    constexpr std::size_t block_bytes = std::size_t{1} << 20U;
    append_cell(block_, last, delimiter_);
    block_ += '\n';
    if (block_.size() >= block_bytes) write();
  }
  std::unique_ptr<HeldText> finish() {
    write();
    return std::move(text_);
  }

 private:
  void write() {
    text_->append(block_);
    block_.clear();
  }
  char delimiter_;
  std::string block_;
  std::unique_ptr<HeldText> text_;
};

class OrderJoin {
 public:
  OrderJoin(const ImportOptions& options, SaidOfFile& said, std::size_t most_row_bytes)
      : options_(options),
        most_row_bytes_(most_row_bytes),
        orders_(options.file, [&](std::string_view bytes) { return said.recall(bytes); }),
        items_(*options.items, [&](std::string_view) { return reading_of_items(said); }),
        columns_(join_columns(orders_, items_, options.join_column)),
        orders_name_(shown_name(options.file)),
        items_name_(shown_name(*options.items)),
        lookups_(orders_.header.records(), orders_.delimiter),
        reads_(orders_.input),
        places_(most_orders()),
        rows_(joined_delimiter(orders_, items_)) {}

  JoinedText join() {
    for (const std::string& header : columns_.headers) rows_.add(header);
    for (std::size_t i = 0; i + 1 < std::size(origin_columns); ++i) rows_.add(origin_columns[i]);
    rows_.end_row(origin_columns[std::size(origin_columns) - 1]);
    read_orders();
    read_items();
    orders_.input.check_unchanged();
    items_.input.check_unchanged();
    counts_.without_lines = places_.unused();
    return {.name = fmt::format("{} with {}", orders_.input.name(), items_.input.name()),
            .text = rows_.finish(),
            .delimiter = joined_delimiter(orders_, items_),
            .orders = counts_};
  }

 private:
  /// All that was said of the orders is known then.
  Reading reading_of_items(SaidOfFile& said) const {
    if (orders_.input.is_workbook()) said.recall_sheet(orders_.input.text());
    return options_.reading;
  }

  std::size_t most_orders() const {
    std::size_t lines = 1;
    orders_.input.for_each_block(orders_.header.records(), [&](std::string_view block) {
      lines += static_cast<std::size_t>(std::count(block.begin(), block.end(), '\n'));
    });
    return lines;
  }

  std::string fault_of(const JoinedFile& file, const CsvRecord& record, std::size_t bytes) const {
    const RecordForm form{.width = file.header.line().cells.size(), .most_row_bytes = most_row_bytes_};
    std::string fault = form_fault(record, bytes, form, false);
    if (fault.empty() && is_missing(record.cells[key_of(file)], options_.reading.missing)) fault = "no order";
    return fault;
  }

  std::size_t key_of(const JoinedFile& file) const {
    return &file == &orders_ ? columns_.orders_key : columns_.items_key;
  }

  void read_orders() {
    each_record(orders_, [&](const CsvRecord& record, std::string fault) {
      ++counts_.rows;
      if (fault.empty()) fault = note(record);
      if (!fault.empty()) reject_order(record, fault);
    });
  }

  void read_items() {
    each_record(items_, [&](const CsvRecord& record, std::string fault) {
      if (fault.empty()) fault = find_order(record.cells[columns_.items_key]);
      if (!fault.empty()) {
        reject_item(record, fault);
        return;
      }
      for (const std::size_t place : columns_.orders) rows_.add(order_.cells[place]);
      for (const std::size_t place : columns_.items) rows_.add(record.cells[place]);
      end_row(items_, items_name_, record, {});
    });
  }

  template <typename Take>
  void each_record(const JoinedFile& file, const Take& take) {
    RecordWalk walk(file.input, file.header.records(), file.delimiter);
    CsvRecord record;
    while (walk.next(record)) take(record, fault_of(file, record, walk.position() - record.offset));
  }

  /// Remembers an order; of one that is there already, a fault unless it says the same.
  std::string note(const CsvRecord& record) {
    const std::string_view id = record.cells[columns_.orders_key];
    const std::uint64_t hash = checksum(id);
    OrderPlaces::Slot* found = places_.find(hash, [&](std::size_t offset) { return is_order(offset, id); });
    if (found == nullptr) {
      if (!places_.has_room()) refuse_written();
      places_.add(hash, record.offset);
      return {};
    }
    if (order_.cells == record.cells) {
      ++counts_.repeated;
      return {};
    }
    found->mark_ambiguous();
    return std::string(given_twice);
  }

  /// It had fewer lines when they were counted.
  [[noreturn]] void refuse_written() const {
    orders_.input.check_unchanged();
    throw Error(ErrorKind::invalid_input, orders_.input.name() + " was written while it was read");
  }

  /// Makes it the order at hand, which lines of the same one find again. A fault where there is none to take.
  std::string find_order(std::string_view id) {
    if (at_hand_ && order_.cells[columns_.orders_key] == id) return {};
    const auto has_id = [&](std::size_t offset) { return is_order(offset, id); };
    OrderPlaces::Slot* found = places_.find(checksum(id), has_id);
    at_hand_ = found != nullptr && !found->is_ambiguous();
    if (found == nullptr) return "unknown order";
    found->mark_used();
    return found->is_ambiguous() ? std::string(given_twice) : "";
  }

  bool is_order(std::size_t offset, std::string_view id) {
    at_hand_ = false;
    lookups_.read_at(offset, order_);
    reads_.note(lookups_.position() - offset);
    // A file that someone writes meanwhile may say anything.
    if (order_.cells.size() != orders_.header.line().cells.size()) orders_.input.check_unchanged();
    order_.cells.resize(orders_.header.line().cells.size());
    return order_.cells[columns_.orders_key] == id;
  }

  void reject_order(const CsvRecord& record, std::string_view fault) {
    if (record.cells.size() == orders_.header.line().cells.size()) {
      for (const std::size_t place : columns_.orders) rows_.add(record.cells[place]);
    } else {
      for (const std::string_view cell : record.cells) rows_.add(cell);
    }
    rows_.add_empty(columns_.items.size());
    end_row(orders_, orders_name_, record, fault);
  }

  /// Beside its own columns the id of its order, if it has one.
  void reject_item(const CsvRecord& record, std::string_view fault) {
    const bool has_width = record.cells.size() == items_.header.line().cells.size();
    for (const std::size_t place : columns_.orders) {
      const bool is_id = has_width && place == columns_.orders_key;
      rows_.add(is_id ? record.cells[columns_.items_key] : std::string_view());
    }
    if (has_width) {
      for (const std::size_t place : columns_.items) rows_.add(record.cells[place]);
    } else {
      for (const std::string_view cell : record.cells) rows_.add(cell);
    }
    end_row(items_, items_name_, record, fault);
  }

  void end_row(const JoinedFile& file, std::string_view name, const CsvRecord& record,
               std::string_view fault) {
    rows_.add(name);
    rows_.add(fmt::format_int(file.header.first_line() + record.line - 1).str());
    rows_.end_row(fault);
  }

  static constexpr std::string_view given_twice = "order given twice";
  const ImportOptions& options_;
  std::size_t most_row_bytes_;
  JoinedFile orders_, items_;
  JoinColumns columns_;
  std::string orders_name_, items_name_;
  CsvReader lookups_;
  CsvRecord order_;       ///< the one looked up last
  bool at_hand_ = false;  ///< whether lines can take it
  ScatteredReads reads_;
  OrderPlaces places_;
  JoinedOrders counts_;
  JoinedRows rows_;
};

}  // namespace

JoinedText join_orders(const ImportOptions& options, SaidOfFile& said, std::size_t most_row_bytes) {
  if (options.file == "-" && options.items == "-")
    throw Error(ErrorKind::usage, "orders and their lines cannot both come from standard input");
  return OrderJoin(options, said, most_row_bytes).join();
}

}  // namespace audience
