// A held row is its key's numbers and then its cells: a byte for the kind of each, and the value.
#include "import/purchase_runs.hpp"

#include <algorithm>
#include <cstring>

namespace audience {
namespace {

enum CellKindByte : char { null_kind, integer_kind, real_kind, text_kind };

template <typename T>
void append_value(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

template <typename T>
T next_value(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  at += sizeof(T);
  return value;
}

const char* behind_cells(const char* at, std::size_t columns) {
  for (std::size_t i = 0; i < columns; ++i) next_cell(at);
  return at;
}

/// By product first with one counting pass, then each product's rows, which files mostly have in order of
/// time already.
void sort_by_key(std::vector<ReadPurchase>& rows) {
  const auto by_product = [](const ReadPurchase& a, const ReadPurchase& b) { return a.product < b.product; };
  const std::size_t products = std::max_element(rows.begin(), rows.end(), by_product)->product;
  const auto before = [](const ReadPurchase& a, const ReadPurchase& b) {
    if (a.product != b.product) return a.product < b.product;
    if (a.time != b.time) return a.time < b.time;
    return a.customer != b.customer ? a.customer < b.customer : a.cells < b.cells;
  };
  // Few rows of a shop with many products.
  if (products > rows.size() * 4) return std::sort(rows.begin(), rows.end(), before);
  std::vector<std::size_t> ends(products + 2);
  for (const ReadPurchase& row : rows) ++ends[row.product + 1];
  for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
  std::vector<ReadPurchase> sorted(rows.size());
  for (const ReadPurchase& row : rows) sorted[ends[row.product]++] = row;
  rows.swap(sorted);
  auto first = rows.begin();
  for (const std::size_t end : ends) {
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(end);
    if (!std::is_sorted(first, last, before)) std::sort(first, last, before);
    first = last;
  }
}

}  // namespace

void append_cell(std::string& bytes, const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    bytes += integer_kind;
    append_value(bytes, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    bytes += real_kind;
    append_value(bytes, *real);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    bytes += text_kind;
    append_value(bytes, text->size());
    bytes += *text;
  } else {
    bytes += null_kind;
  }
}

Cell next_cell(const char*& at) {
  switch (*at++) {
    case integer_kind:
      return next_value<std::int64_t>(at);
    case real_kind:
      return next_value<double>(at);
    case text_kind: {
      const auto size = next_value<std::size_t>(at);
      at += size;
      return std::string_view(at - size, size);
    }
    default:
      return std::monostate{};
  }
}

void PurchaseRuns::add(const std::vector<ReadPurchase>& rows, std::string_view cells,
                       const std::vector<std::uint32_t>& products) {
  if (!run_.empty() &&
      (run_.size() + rows.size() > rows_of_run_ || cells_.size() + cells.size() > most_bytes))
    end_run();
  for (const ReadPurchase& row : rows)
    run_.push_back({row.time, products[row.product], row.customer, cells_.size() + row.cells});
  cells_ += cells;
  rows_ += rows.size();
}

void PurchaseRuns::end_run() {
  if (run_.empty()) return;
  sort_by_key(run_);
  constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
  constexpr std::size_t ahead = 16;
  std::string piece;
  const auto hold = [&] {
    held_.append(piece);
    held_bytes_ += piece.size();
    piece.clear();
  };
  for (std::size_t i = 0; i < run_.size(); ++i) {
    // Cells of sorted rows lie all over memory.
    if (i + ahead < run_.size()) __builtin_prefetch(cells_.data() + run_[i + ahead].cells);
    const ReadPurchase& row = run_[i];
    append_value(piece, row.time);
    append_value(piece, row.product);
    append_value(piece, row.customer);
    const char* cells = cells_.data() + row.cells;
    piece.append(cells, behind_cells(cells, columns_));
    if (piece.size() >= piece_bytes) hold();
  }
  hold();
  run_ends_.push_back(held_bytes_);
  run_.clear();
  cells_.clear();
}

void PurchaseRuns::finish() {
  end_run();
  run_ = {};
  cells_ = {};
  text_ = held_.finish();
}

MergedPurchases::MergedPurchases(const PurchaseRuns& runs) : columns_(runs.columns_) {
  std::size_t begin = 0;
  for (const std::size_t end : runs.run_ends_) {
    Cursor cursor{
        .row = {}, .at = runs.text_.data() + begin, .end = runs.text_.data() + end, .run = waiting_.size()};
    begin = end;
    if (read(cursor)) waiting_.push_back(cursor);
  }
  std::make_heap(waiting_.begin(), waiting_.end(), comes_after);
}

bool MergedPurchases::comes_after(const Cursor& a, const Cursor& b) {
  if (a.row.product != b.row.product) return a.row.product > b.row.product;
  if (a.row.time != b.row.time) return a.row.time > b.row.time;
  return a.row.customer != b.row.customer ? a.row.customer > b.row.customer : a.run > b.run;
}

bool MergedPurchases::read(Cursor& cursor) const {
  if (cursor.at == cursor.end) return false;
  cursor.row.time = next_value<std::int64_t>(cursor.at);
  cursor.row.product = next_value<std::uint32_t>(cursor.at);
  cursor.row.customer = next_value<std::uint32_t>(cursor.at);
  cursor.row.cells = cursor.at;
  cursor.at = behind_cells(cursor.at, columns_);
  return true;
}

bool MergedPurchases::next(SortedPurchase& row) {
  if (has_current_) has_current_ = read(current_);
  // Of one run many rows follow each other.
  if (!waiting_.empty() && (!has_current_ || comes_after(current_, waiting_.front()))) {
    std::pop_heap(waiting_.begin(), waiting_.end(), comes_after);
    std::swap(current_, waiting_.back());
    if (has_current_) {
      std::push_heap(waiting_.begin(), waiting_.end(), comes_after);
    } else {
      waiting_.pop_back();
    }
    has_current_ = true;
  }
  if (!has_current_) return false;
  row = current_.row;
  const bool is_equal = !is_first_ && row.product == before_.product && row.time == before_.time &&
                        row.customer == before_.customer;
  row.n = is_equal ? before_.n + 1 : 0;
  before_ = row;
  is_first_ = false;
  return true;
}

}  // namespace audience
