// A database of audiences, opened: imports, audiences, their customers, exports and links.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audience/customers.hpp"
#include "audience/error.hpp"
#include "audience/evaluation.hpp"
#include "audience/export.hpp"
#include "audience/fault.hpp"
#include "audience/import.hpp"
#include "audience/link.hpp"

namespace audience {

/// Makes the database (and its folder) if it is missing, else checks and upgrades the one that is there. True
/// if it was made. Throws Error(database_unusable) for a file that is another program's or from a newer
/// version.
bool make_database(const std::filesystem::path& file,
                   std::chrono::milliseconds patience = std::chrono::minutes{1});

struct StoreSettings {
  std::filesystem::path database_file;
  bool read_only = false;
  std::string user{};                               ///< who makes and exports; empty: the login name
  std::optional<std::filesystem::path> key_file{};  ///< signs links; none: `FILE.links/key`
  std::chrono::milliseconds patience{60'000};       ///< how long another writer is waited for
  std::function<std::chrono::sys_seconds()> now{};  ///< none: the system's clock
};

/// Every call is a request of its own that sees what other processes and stores have written before it; none
/// holds a lock when it returns. Expired copies of exports are removed as each begins, unless the clock
/// stands more than a day after all that the database has seen: then a minute later.
///
/// Threads: one store serves one thread at a time. Several may be open on one file, in one process or in
/// many: readers wait for nobody, writers for each other, as long as `patience` says. Exports work on several
/// threads of their own; the callbacks of an import, and `now`, are called on the caller's.
///
/// Errors: each call throws Error. Beside those named below its kind may be `busy` (patience ran out),
/// `database_unusable` (the file is gone, damaged, read-only, or another program's data does not fit its
/// catalog any more) or `write_failed` (disk full). What throws has stored nothing. Memory that runs out is
/// std::bad_alloc.
///
/// A process that limits the size of its files, or writes to pipes, must ignore SIGXFSZ and SIGPIPE.
class AudienceStore {
 public:
  /// Throws Error(database_unusable) where there is no database, or it is another program's or from a newer
  /// version. An older one is upgraded, unless it is opened for reading.
  explicit AudienceStore(const StoreSettings& settings);
  ~AudienceStore();
  AudienceStore(AudienceStore&&) noexcept;
  AudienceStore& operator=(AudienceStore&&) noexcept;

  /// One transaction: all of the file or nothing. Throws not_found for a file that cannot be read,
  /// invalid_input where a needed column is missing or no row is usable, guard over `max_rejects`, conflict
  /// for purchases imported before or where a catalog says that the data lies in another program's file,
  /// usage for a map that names no header.
  ImportReport import_data(ImportKind kind, const ImportOptions& options);

  /// Evaluates a document (JSON) and stores the audience. `name` is what faults call it. Throws
  /// FaultyDocument, conflict where the name is taken, guard where the size breaks the document's `expect` or
  /// the data is older than `max_age`.
  CreateResult create(std::string_view document, const CreateOptions& options = {},
                      const std::string& name = "document");
  /// The same of a file of at most 16 MiB; `-`: standard input. Throws not_found where it cannot be read.
  CreateResult create_from_file(const std::filesystem::path& file, const CreateOptions& options = {});

  /// In one state of the data; a later page is of a later one. Throws not_found for the audience, usage for
  /// columns that do not exist. Costs the order of all members, whatever the page.
  CustomerPage customers(const PageRequest& request);

  /// In one state of the data. File and copy appear whole and are entered in the log, or nothing is left of
  /// either. Whom the catalog's `export_only_if` does not let out is held back. Throws not_found, usage, and
  /// conflict where the file is there already, is one of the database's own, or where someone was erased
  /// meanwhile.
  ExportResult export_audience(const ExportRequest& request, const ExportTarget& target);
  /// Into an open file, pipe or socket, which stays the caller's, without a link. Entered after the last
  /// byte. Throws write_failed also where the reader has gone.
  ExportResult stream_audience(const ExportRequest& request, int descriptor);

  /// What a token, or the whole link, is worth now. The bytes of a granted one go into the file, which
  /// appears whole. Throws conflict where it is there already (unless it is to be replaced) or is one of the
  /// database's own, database_unusable where the copy is damaged.
  RedeemedLink redeem(std::string_view link, const std::filesystem::path& file, bool replaces = false);
  /// The same; the bytes are given block by block. That they are damaged is thrown behind the last.
  RedeemedLink redeem(std::string_view link, const std::function<void(std::string_view)>& take);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace audience
