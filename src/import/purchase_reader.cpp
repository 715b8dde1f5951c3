// Touches no database, but where customers are few to look up.
#include "import/purchase_reader.hpp"

#include "base/time.hpp"

namespace audience {

PurchaseBlock PurchaseReader::read(const RecordBlock& records) {
  PurchaseBlock block;
  block.reader = number_;
  block.records = job_.walk(records, [&](const CsvRecord& record) { return take(record, block); });
  return block;
}

std::string_view PurchaseReader::take(const CsvRecord& record, PurchaseBlock& block) {
  const std::string_view customer_id = job_.key(record, 0);
  const std::string_view product_id = job_.key(record, 1);
  if (customer_id.empty()) return "no customer";
  const std::uint32_t customer = customers_.find(customer_id);
  if (customer == 0) return "unknown customer";
  if (product_id.empty()) return "no product";
  const auto read = job_.time_key(record, 2);
  if (!read) return job_.time_fault(record, 2);
  const ParsedTime& time = read->time;
  if (job_.from() && time.start < *job_.from()) return job_.options.too_early;
  const std::size_t cells = block.cells.size();
  std::string_view fault;
  for (std::size_t i = 0; i < cells_.columns(); ++i) append_cell(block.cells, cells_.read(record, i, fault));
  if (!fault.empty() || job_.options.dry_run) block.cells.resize(cells);
  if (!fault.empty()) return fault;
  ++block.stored;
  if (read->is_cut) ++block.cut_times;
  if (!job_.options.dry_run)
    block.rows.push_back({to_unix(time.start), product(product_id, block), customer, cells});
  return {};
}

std::uint32_t PurchaseReader::product(std::string_view id, PurchaseBlock& block) {
  if (const std::uint32_t known = products_.find(id); known != 0) return known - 1;
  block.products.emplace_back(id);
  products_.insert(products_.keep(id), ++product_count_);
  return product_count_ - 1;
}

}  // namespace audience
