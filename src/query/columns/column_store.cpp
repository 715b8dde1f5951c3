// What the manifest names, if the generations stand.
#include "query/columns/column_store.hpp"

#include <algorithm>

#include "storage/schema_reader.hpp"

namespace audience {

EventColumnStore::EventColumnStore(const ColumnFolder& folder, const ColumnsManifest::Events& manifest)
    : columns_(manifest.columns), without_time_(manifest.without_time), left_out_(manifest.left_out) {
  for (const ColumnsManifest::Segment& one : manifest.segments) {
    segments_.push_back(std::make_unique<EventSegment>(folder.path_of(one.file), one.file));
    const EventSegment& segment = *segments_.back();
    if (segment.columns() != columns_.size() || segment.rows() != static_cast<std::size_t>(one.rows))
      throw ColumnsUnusable();
  }
  if (!manifest.strangers) return;
  strangers_ =
      std::make_unique<EventSegment>(folder.path_of(manifest.strangers->file), manifest.strangers->file);
  if (strangers_->rows() != static_cast<std::size_t>(manifest.strangers->rows)) throw ColumnsUnusable();
}

void EventColumnStore::check_whole() const {
  for (const auto& segment : segments_) segment->file().check_whole();
  if (strangers_) strangers_->file().check_whole();
}

std::optional<std::size_t> EventColumnStore::find(const Event& event, const std::string& column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), event.find_column(column)->column);
  const auto position = static_cast<std::size_t>(found - columns_.begin());
  return found != columns_.end() && has_values(position) ? std::optional(position) : std::nullopt;
}

std::size_t EventColumnStore::position(const Event& event, const std::string& column) const {
  const auto found = find(event, column);
  if (!found) throw ColumnsUnusable();
  return *found;
}

bool EventColumnStore::has_values(std::size_t position) const {
  return std::all_of(segments_.begin(), segments_.end(),
                     [&](const auto& segment) { return segment->has_values(position); });
}

ColumnStore::ColumnStore(const DataSource& source)
    : source_(source), folder_(source.own()), manifest_(folder_.fresh(source)) {
  if (!manifest_.customers && manifest_.events.empty()) throw ColumnsUnusable();
}

const PopulationFile& ColumnStore::population() const {
  if (!manifest_.customers) throw ColumnsUnusable();
  if (!population_)
    population_ = std::make_unique<PopulationFile>(folder_.path_of(manifest_.customers->population),
                                                   manifest_.customers->population);
  return *population_;
}

const KeptKeys* ColumnStore::keys() const {
  if (!manifest_.customers || manifest_.customers->directory == 0) return nullptr;
  if (!keys_)
    keys_ = std::make_unique<KeptKeys>(folder_.path_of(manifest_.customers->directory),
                                       manifest_.customers->directory);
  return keys_.get();
}

const CustomerPlaces& ColumnStore::places() const {
  if (places_) return *places_;
  if (source_.is_foreign() &&
      (!manifest_.customers || manifest_.customers->keys != source_.fingerprint_of_rows()))
    throw ColumnsUnusable();
  return places_.emplace(source_);
}

bool ColumnStore::has_every_row() const {
  return manifest_.customers && manifest_.customers->without_customer == 0;
}

bool ColumnStore::compares_by_bytes() const {
  return audience::compares_by_bytes(source_.data(), source_.catalog().customers_table);
}

bool ColumnStore::compares_by_bytes(const Event& event) const {
  return audience::compares_by_bytes(source_.data(), event.table);
}

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
  return manifest_.find_events(name_in_columns(source_, event));
}

bool ColumnStore::has_events(const Event& event) const { return manifest_of(event) != nullptr; }

const EventColumnStore* ColumnStore::events(const Event& event) const {
  const ColumnsManifest::Events* manifest = manifest_of(event);
  if (manifest == nullptr) return nullptr;
  auto& opened = events_[manifest->table];
  if (!opened) opened = std::make_unique<EventColumnStore>(folder_, *manifest);
  return opened.get();
}

void ColumnStore::check_whole() const {
  if (population_) population_->file().check_whole();
  if (keys_) keys_->check_whole();
  for (const auto& [name, column] : columns_) {
    if (column) column->file().check_whole();
  }
  for (const auto& [name, events] : events_) {
    if (events) events->check_whole();
  }
}

}  // namespace audience
