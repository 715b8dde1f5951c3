// The folder of columns beside a database, and what its manifest says lies in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/file_access.hpp"
#include "base/time.hpp"
#include "storage/columns/column_file.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// A file of columns is known by a random number, which is its name too.
using ColumnFileId = std::uint64_t;

/// Which files belong together. Rows are as they were under a generation
/// (storage/generations.hpp), those of another program's file in a state (DataSource::foreign_state).
struct ColumnsManifest {
  struct Column {
    std::string name;  ///< of the customers table
    ColumnFileId file = 0;
  };
  struct Customers {
    std::string generation;
    std::int64_t rows = 0;
    TimePoint built_at{};
    ColumnFileId population = 0;
    std::vector<Column> columns;
    std::string keys{};                 ///< of another program's file: DataSource::fingerprint_of_rows
    std::int64_t without_customer = 0;  ///< its rows that are nobody's
    ColumnFileId directory = 0;         ///< its KeptKeys; 0: none
    std::string erased{};               ///< fingerprint_of_erased (storage/erased.hpp) of these
    std::string numbers{};              ///< number_mark (storage/number_mark.hpp) of these
  };
  struct Segment {
    ColumnFileId file = 0;
    std::int64_t rows = 0;
  };
  struct Events {
    std::string table;  ///< `purchases`; of any other table the event, for a table may hold several
    std::string generation;
    std::string
        customers{};  ///< what it takes of customers that rows are still theirs (event_generation.hpp)
    TimePoint built_at{};
    std::vector<std::string> columns;  ///< of the table, in the order of the segments' columns
    std::vector<Segment> segments;
    std::optional<Segment> strangers{};  ///< times of rows that are no customer's
    std::int64_t without_time = 0;       ///< rows whose time cannot be read
    std::int64_t left_out = 0;           ///< further rows that are in no segment
    [[nodiscard]] std::int64_t rows() const;
  };
  std::optional<Customers> customers;
  std::vector<Events> events;

  [[nodiscard]] const Events* find_events(const std::string& table) const;
  [[nodiscard]] std::set<ColumnFileId> files() const;
};

/// What the manifest calls the columns of an event.
std::string name_in_columns(const DataSource& source, const Event& event);

ColumnFileId random_file_id();

/// `FILE.columns/`. Nothing in it is the truth of anything: all of it can go at any moment.
class ColumnFolder {
 public:
  /// Beside the database, whatever symlink leads there.
  explicit ColumnFolder(const Database& own);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
  [[nodiscard]] std::filesystem::path path_of(ColumnFileId file) const;
  /// A new file of what `write` puts into a ColumnFileWriter. Throws Error(write_failed).
  template <typename Write>
  ColumnFileId make_file(Write&& write) const {
    const ColumnFileId id = random_file_id();
    ColumnFileWriter file(path_of(id), id, access_.copy_mode());
    write(file);
    file.finish();
    return id;
  }
  [[nodiscard]] std::filesystem::path lock_path() const { return folder_ / "lock"; }
  [[nodiscard]] const FileAccess& access() const { return access_; }

  /// Makes the folder where there is none. Throws Error(write_failed), Error(conflict) on a file system
  /// of a network (base/network_folder.hpp), and Error(database_unusable) where it is not one that only those
  /// who may use the database can write.
  void make() const;
  [[nodiscard]] bool exists() const;
  /// None where the folder or its manifest is not there, cannot be trusted, or is of another version.
  [[nodiscard]] std::optional<ColumnsManifest> manifest() const;
  /// The same without what is not true of the source's tables any more. Inside its snapshot, or of own tables
  /// any transaction.
  [[nodiscard]] ColumnsManifest fresh(const DataSource& source) const;
  /// Of it the own customers alone.
  [[nodiscard]] std::optional<ColumnsManifest::Customers> fresh_customers(const Database& own) const;
  /// From here on readers use its files. Throws Error(write_failed).
  void keep(const ColumnsManifest& manifest) const;
  /// Removes the files that no manifest names. By who holds the lock.
  void sweep(const ColumnsManifest& manifest) const;
  /// Removes everything, the folder too. False where something stayed, or might come back after a power cut.
  [[nodiscard]] bool remove() const;

 private:
  [[nodiscard]] bool can_be_trusted() const;
  void remove_all_but(const std::set<std::string>& kept) const;

  std::filesystem::path folder_;
  FileAccess access_;
};

}  // namespace audience
