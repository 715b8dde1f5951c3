// One database at work: where it lies, its data, its links and their key, the clock, and who is asking.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "link/signing_key.hpp"
#include "link/spool.hpp"
#include "storage/data_source.hpp"
#include "storage/database.hpp"

namespace audience {

/// What a studio is told of the world.
struct StudioSettings {
  std::filesystem::path database_file;
  std::optional<std::filesystem::path> key_file{};  ///< none: in the folder of links
  std::string user;                                 ///< author of what is stored, sender of exports
  std::chrono::milliseconds patience{60'000};       ///< how long another writer is waited for
  std::function<TimePoint()> now;
};

/// `FILE.links/` beside the database, whatever symlink leads there: all who open one database share its
/// links.
Spool spool_of(const std::filesystem::path& database_file);
KeyFile keys_of(const StudioSettings& settings);

/// What every request of src/studio works on. Not for several threads at once.
class Studio {
 public:
  /// Opens the database; where it may write, deleted audiences whose time is over are forgotten first. Throws
  /// as open_database.
  Studio(StudioSettings settings, Database::Mode mode);

  [[nodiscard]] Database& database() const { return *database_; }
  /// Made when first asked for. Throws as DataSource.
  [[nodiscard]] DataSource& source() const;
  /// The source read anew: storing members of another program's file gives customers new numbers.
  DataSource& renew_source();
  [[nodiscard]] Spool spool() const { return spool_of(settings_.database_file); }
  [[nodiscard]] KeyFile keys() const { return keys_of(settings_); }
  [[nodiscard]] const StudioSettings& settings() const { return settings_; }
  [[nodiscard]] TimePoint now() const { return settings_.now(); }
  [[nodiscard]] const std::string& user() const { return settings_.user; }
  [[nodiscard]] std::chrono::milliseconds patience() const { return settings_.patience; }
  /// Deleted audiences that were forgotten when it was opened.
  [[nodiscard]] std::size_t forgotten() const { return forgotten_; }

 private:
  StudioSettings settings_;
  std::unique_ptr<Database> database_;
  std::size_t forgotten_ = 0;
  mutable std::unique_ptr<DataSource> source_;
};

}  // namespace audience
