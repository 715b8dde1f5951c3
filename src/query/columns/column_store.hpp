// The columns of a source that are true of what it reads now.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/columns/customer_columns.hpp"
#include "query/columns/event_segment.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// All events of a table.
class EventColumnStore {
 public:
  /// Throws ColumnsUnusable.
  EventColumnStore(const ColumnFolder& folder, const ColumnsManifest::Events& manifest);
  [[nodiscard]] const std::vector<std::unique_ptr<EventSegment>>& segments() const { return segments_; }
  /// Where a column of the event, by EventColumn::name, is among those of the segments. Throws
  /// ColumnsUnusable where it is not.
  [[nodiscard]] std::size_t position(const Event& event, const std::string& column) const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::unique_ptr<EventSegment>> segments_;
};

/// Inside the snapshot it was made in. Files are opened as they are asked for, and stay open. Throws
/// ColumnsUnusable wherever it reads.
class ColumnStore {
 public:
  /// The source must outlive it.
  explicit ColumnStore(const DataSource& source);

  /// Whether customers are as they were when the columns were made.
  [[nodiscard]] bool has_customers() const { return manifest_.customers.has_value(); }
  [[nodiscard]] const PopulationFile& population() const;
  /// Null where there is none. By the column of the customers table.
  [[nodiscard]] const CustomerColumn* column(const std::string& name) const;
  /// Whether SQL sorts and groups texts of customers as columns do.
  [[nodiscard]] bool compares_by_bytes() const;
  /// Null where the event has no columns, or rows came since.
  [[nodiscard]] const EventColumnStore* events(const Event& event) const;
  [[nodiscard]] bool has_events(const Event& event) const;

  /// After all was read: throws ColumnsUnusable where files were cut meanwhile.
  void check_whole() const;

 private:
  [[nodiscard]] const ColumnsManifest::Events* manifest_of(const Event& event) const;
  const DataSource& source_;
  ColumnFolder folder_;
  ColumnsManifest manifest_;  ///< of what is fresh
  mutable std::unique_ptr<PopulationFile> population_;
  mutable std::map<std::string, std::unique_ptr<CustomerColumn>> columns_;
  mutable std::map<std::string, std::unique_ptr<EventColumnStore>> events_;
};

}  // namespace audience
