// The columns of a source that are true of what it reads now.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/columns/customer_columns.hpp"
#include "query/columns/customer_places.hpp"
#include "query/columns/event_segment.hpp"
#include "storage/columns/column_folder.hpp"
#include "storage/columns/kept_keys.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// All events of a table.
class EventColumnStore {
 public:
  /// Throws ColumnsUnusable.
  EventColumnStore(const ColumnFolder& folder, const ColumnsManifest::Events& manifest);
  [[nodiscard]] const std::vector<std::unique_ptr<EventSegment>>& segments() const { return segments_; }
  /// Where a column of the event, by EventColumn::name, is among those of the segments; none where it is not,
  /// or one of them left its values out.
  [[nodiscard]] std::optional<std::size_t> find(const Event& event, const std::string& column) const;
  /// The same. Throws ColumnsUnusable where there is none.
  [[nodiscard]] std::size_t position(const Event& event, const std::string& column) const;
  /// Times of rows that are no customer's; null where there are none.
  [[nodiscard]] bool has_values(std::size_t position) const;  ///< in all segments
  [[nodiscard]] const EventSegment* strangers() const { return strangers_.get(); }
  [[nodiscard]] std::int64_t without_time() const { return without_time_; }  ///< rows in no segment
  /// Whether the segments have all rows that SQL counts.
  [[nodiscard]] bool has_every_row() const {
    return strangers_ == nullptr && without_time_ == 0 && left_out_ == 0;
  }
  /// Throws ColumnsUnusable where files were cut meanwhile.
  void check_whole() const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::unique_ptr<EventSegment>> segments_;
  std::unique_ptr<EventSegment> strangers_;
  std::int64_t without_time_, left_out_;
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
  /// Of customers in all that follows. Throws ColumnsUnusable where the rows are other people's now.
  [[nodiscard]] const CustomerPlaces& places() const;
  /// Of another program's customers that lie in a table; else null.
  [[nodiscard]] const KeptKeys* keys() const;
  /// Null where there is none. By the column of the customers table.
  [[nodiscard]] const CustomerColumn* column(const std::string& name) const;
  /// Whether columns of customers have all rows that SQL counts: those of nobody are left out.
  [[nodiscard]] bool has_every_row() const;
  /// Whether SQL sorts and groups texts of customers, or of an event's table, as columns do.
  [[nodiscard]] bool compares_by_bytes() const;
  [[nodiscard]] bool compares_by_bytes(const Event& event) const;
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
  mutable std::unique_ptr<KeptKeys> keys_;
  mutable std::optional<CustomerPlaces> places_;
  mutable std::map<std::string, std::unique_ptr<CustomerColumn>> columns_;
  mutable std::map<std::string, std::unique_ptr<EventColumnStore>> events_;
};

}  // namespace audience
