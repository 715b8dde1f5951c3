// One database at work: where it lies, its data, its links and their key, the clock, and who is asking.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "audience/progress.hpp"
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
  std::chrono::milliseconds patience{60'000};       ///< how long another writer, or a server, is waited for
  std::optional<std::chrono::milliseconds> run_limit{};  ///< as ReadingSettings
  std::function<TimePoint()> now;
  bool uses_columns = true;  ///< made of the tables, to answer from and to keep (studio/index.hpp)
  TellProgress progress{};   ///< of whatever may take long
  std::function<void(const std::string&)> warn{};  ///< of what was left undone, though the request was done
};

/// `FILE.links/` beside the database, whatever symlink leads there: all who open one database share its
/// links. As this user's own: whoever makes or trusts what lies there asks a studio, which knows a group.
Spool spool_of(const std::filesystem::path& database_file);
/// Where the key lies.
std::filesystem::path key_file_of(const StudioSettings& settings);

/// What every request of src/studio works on. Not for several threads at once.
class Studio {
 public:
  /// Opens the database; where it may write, deleted audiences, and what is kept of imports, are forgotten
  /// first where their time is over. Throws as open_database.
  Studio(StudioSettings settings, Database::Mode mode);

  [[nodiscard]] Database& database() const { return *database_; }
  /// Made when first asked for. Throws as DataSource.
  [[nodiscard]] DataSource& source() const;
  /// The source read anew: storing members of another program's file gives customers new numbers. Of a server
  /// the held state goes on.
  DataSource& renew_source();
  /// Who may use the files beside the database, as it was when it was opened.
  [[nodiscard]] const FileAccess& access() const { return access_; }
  [[nodiscard]] Spool spool() const { return Spool(spool_of(settings_.database_file).folder(), access_); }
  [[nodiscard]] KeyFile keys() const { return KeyFile(key_file_of(settings_), settings_.patience, access_); }
  [[nodiscard]] const StudioSettings& settings() const { return settings_; }
  [[nodiscard]] TimePoint now() const { return settings_.now(); }
  [[nodiscard]] const std::string& user() const { return settings_.user; }
  [[nodiscard]] std::chrono::milliseconds patience() const { return settings_.patience; }
  /// Tells it, if anybody wants to know.
  void tell(const Progress& progress) const { audience::tell(settings_.progress, progress); }
  void warn(const std::string& what) const {
    if (settings_.warn) settings_.warn(what);
  }
  /// Deleted audiences that were forgotten when it was opened.
  [[nodiscard]] std::size_t forgotten() const { return forgotten_; }

 private:
  StudioSettings settings_;
  std::unique_ptr<Database> database_;
  std::size_t forgotten_ = 0;
  FileAccess access_;
  [[nodiscard]] std::unique_ptr<DataSource> make_source(std::shared_ptr<ServerSource> known) const;
  mutable std::unique_ptr<DataSource> source_;
};

}  // namespace audience
