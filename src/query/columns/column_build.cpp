// One pass over each table; purchases in segments that bound the memory.
#include "query/columns/column_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "query/columns/column_store.hpp"
#include "query/sqlite/event_rows.hpp"
#include "storage/generations.hpp"
#include "storage/products.hpp"
#include "storage/source_sql.hpp"

namespace audience {
namespace {

/// Of a segment: some tens of bytes of memory each while it is made.
constexpr std::size_t most_rows = std::size_t{1} << 22U;

/// Makes files in the folder.
class FreshFiles {
 public:
  explicit FreshFiles(const ColumnFolder& folder) : folder_(folder) {}
  template <typename Write>
  ColumnFileId make(Write&& write) {
    const ColumnFileId id = random_file_id();
    ColumnFileWriter file(folder_.path_of(id), id, folder_.access().copy_mode());
    write(file);
    file.finish();
    return id;
  }

 private:
  const ColumnFolder& folder_;
};

ColumnsManifest::Customers build_customers(const DataSource& source, FreshFiles& files, TimePoint now) {
  std::vector<std::string> names;
  for (const Attribute& attribute : source.catalog().attributes) {
    if (std::find(names.begin(), names.end(), attribute.column) == names.end())
      names.push_back(attribute.column);
  }
  CustomerColumnsBuilder builder(source, std::move(names));
  ColumnsManifest::Customers customers;
  customers.generation = standing_generation(source.own(), DataTable::customers);
  customers.rows = static_cast<std::int64_t>(builder.customers());
  customers.built_at = now;
  customers.population = files.make([&](ColumnFileWriter& file) { builder.write_population(file); });
  for (std::size_t i = 0; i < builder.columns().size(); ++i) {
    const ColumnFileId id = files.make([&](ColumnFileWriter& file) { builder.write_column(i, file); });
    customers.columns.push_back({builder.columns()[i], id});
  }
  return customers;
}

/// Codes of the built-in purchases' products, which rows have as numbers.
class ProductCodes {
 public:
  explicit ProductCodes(const Database& own) : ids_(product_ids(own)) {}
  void begin_segment() { codes_.assign(ids_.size(), 0); }
  /// None for a number without a product.
  std::optional<std::uint32_t> code(SegmentBuilder& builder, std::size_t column, const Cell& cell) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    if (number == nullptr || *number < 0 || static_cast<std::size_t>(*number) >= ids_.size())
      return std::nullopt;
    const auto index = static_cast<std::size_t>(*number);
    if (!ids_[index]) return std::nullopt;
    if (codes_[index] == 0) codes_[index] = builder.code(column, Cell(std::string_view(*ids_[index])));
    return codes_[index];
  }

 private:
  std::vector<std::optional<std::string>> ids_;  ///< by number
  std::vector<std::uint32_t> codes_;
};

/// The rows of an event's table, segment by segment. Nothing where rows name products that are not there:
/// damage, which is the scan's to tell.
std::optional<ColumnsManifest::Events> build_events(const DataSource& source, const Event& event,
                                                    FreshFiles& files, TimePoint now) {
  ColumnsManifest::Events made{.table = event.table,
                               .generation = standing_generation(source.own(), DataTable::purchases),
                               .built_at = now,
                               .columns = {},
                               .segments = {}};
  EventRows rows(source, event);
  std::optional<std::size_t> product;
  for (const EventColumn& column : event.columns) {
    rows.position(column.name);
    if (rows.is_code(column.name)) product = made.columns.size();
    made.columns.push_back(column.column);
  }
  std::optional<SegmentBuilder> builder;
  ProductCodes products(source.own());
  std::vector<std::uint32_t> codes(made.columns.size());
  const auto finish = [&] {
    if (!builder) return;
    const auto count = static_cast<std::int64_t>(builder->rows());
    made.segments.push_back({files.make([&](ColumnFileWriter& file) { builder->write(file); }), count});
    builder.reset();
  };
  Statement row = rows.prepare({TimePoint::min(), TimePoint::max()});
  while (row.step()) {
    const auto time = rows.time(row);
    const auto customer = rows.customer(row);
    if (!time || !customer) continue;
    if (!builder) {
      builder.emplace(codes.size());
      products.begin_segment();
    }
    const auto cells = rows.cells(row);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const auto code = i == product ? products.code(*builder, i, cells[i]) : builder->code(i, cells[i]);
      if (!code) return std::nullopt;
      codes[i] = *code;
    }
    builder->add(*customer, to_unix(*time), codes);
    if (builder->rows() == most_rows) finish();
  }
  finish();
  return made;
}

const Event* native_event(const DataSource& source) {
  for (const Event& event : source.catalog().events) {
    if (is_native(source, event)) return &event;
  }
  return nullptr;
}

}  // namespace

ColumnsManifest build_columns(const DataSource& source, const ColumnFolder& folder, TimePoint now) {
  ColumnsManifest manifest = folder.manifest().value_or(ColumnsManifest{});
  if (source.is_foreign()) return manifest;
  FreshFiles files(folder);
  const std::string customers = standing_generation(source.own(), DataTable::customers);
  if (manifest.customers && manifest.customers->generation != customers) manifest.customers.reset();
  if (!manifest.customers && !customers.empty()) manifest.customers = build_customers(source, files, now);
  const std::string purchases = standing_generation(source.own(), DataTable::purchases);
  std::erase_if(manifest.events, [&](const auto& events) { return events.generation != purchases; });
  const Event* event = native_event(source);
  if (event != nullptr && !purchases.empty() && manifest.find_events(event->table) == nullptr) {
    if (auto events = build_events(source, *event, files, now)) manifest.events.push_back(std::move(*events));
  }
  folder.keep(manifest);
  folder.sweep(manifest);
  return manifest;
}

}  // namespace audience
