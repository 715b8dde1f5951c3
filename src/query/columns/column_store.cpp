// What the manifest names, if the generations stand.
#include "query/columns/column_store.hpp"

#include <algorithm>

#include "storage/customers.hpp"

namespace audience {

EventColumnStore::EventColumnStore(const ColumnFolder& folder, const ColumnsManifest::Events& manifest)
    : columns_(manifest.columns) {
  for (const ColumnsManifest::Segment& one : manifest.segments) {
    segments_.push_back(std::make_unique<EventSegment>(folder.path_of(one.file), one.file));
    const EventSegment& segment = *segments_.back();
    if (segment.columns() != columns_.size() || segment.rows() != static_cast<std::size_t>(one.rows))
      throw ColumnsUnusable();
  }
}

std::size_t EventColumnStore::position(const Event& event, const std::string& column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), event.find_column(column)->column);
  if (found == columns_.end()) throw ColumnsUnusable();
  return static_cast<std::size_t>(found - columns_.begin());
}

ColumnStore::ColumnStore(const DataSource& source) : source_(source), folder_(source.own()) {
  if (!source.is_foreign()) manifest_ = folder_.fresh(source.own());
  if (!manifest_.customers && manifest_.events.empty()) throw ColumnsUnusable();
}

const PopulationFile& ColumnStore::population() const {
  if (!manifest_.customers) throw ColumnsUnusable();
  if (!population_)
    population_ = std::make_unique<PopulationFile>(folder_.path_of(manifest_.customers->population),
                                                   manifest_.customers->population);
  return *population_;
}

bool ColumnStore::compares_by_bytes() const { return !declares_collations(source_.own()); }

const CustomerColumn* ColumnStore::column(const std::string& name) const {
  if (!manifest_.customers) return nullptr;
  for (const ColumnsManifest::Column& column : manifest_.customers->columns) {
    if (column.name != name) continue;
    auto& opened = columns_[name];
    if (!opened) opened = std::make_unique<CustomerColumn>(folder_.path_of(column.file), column.file);
    return opened.get();
  }
  return nullptr;
}

const ColumnsManifest::Events* ColumnStore::manifest_of(const Event& event) const {
  return manifest_.find_events(event.table);
}

bool ColumnStore::has_events(const Event& event) const { return manifest_of(event) != nullptr; }

const EventColumnStore* ColumnStore::events(const Event& event) const {
  const ColumnsManifest::Events* manifest = manifest_of(event);
  if (manifest == nullptr) return nullptr;
  auto& opened = events_[event.table];
  if (!opened) opened = std::make_unique<EventColumnStore>(folder_, *manifest);
  return opened.get();
}

void ColumnStore::check_whole() const {
  if (population_) population_->file().check_whole();
  for (const auto& [name, column] : columns_) {
    if (column) column->file().check_whole();
  }
  for (const auto& [name, events] : events_) {
    if (!events) continue;
    for (const auto& segment : events->segments()) segment->file().check_whole();
  }
}

}  // namespace audience
