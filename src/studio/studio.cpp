// Opens what requests work on.
#include "studio/studio.hpp"

#include "audience/error.hpp"
#include "storage/schema.hpp"
#include "storage/sharing.hpp"
#include "studio/clock_trust.hpp"
#include "studio/import_undo.hpp"
#include "studio/undeletion.hpp"

namespace audience {

Spool spool_of(const std::filesystem::path& database_file) {
  std::error_code fault;
  const std::filesystem::path file = std::filesystem::weakly_canonical(database_file, fault);
  return Spool((fault ? database_file : file).string() + ".links");
}

std::filesystem::path key_file_of(const StudioSettings& settings) {
  return settings.key_file.value_or(spool_of(settings.database_file).folder() / "key");
}

Studio::Studio(StudioSettings settings, Database::Mode mode)
    : settings_(std::move(settings)),
      database_(open_database(settings_.database_file, mode, settings_.patience)),
      access_(access_of(*database_)) {
  if (mode != Database::Mode::read_write) return;
  try {
    note_doubt(*database_, now());
    forgotten_ = forget_old_deleted(*database_, now());
    forget_old_imports(*database_, now());
  } catch (const Error&) {
    // The next one does it; whoever opened this is told when its own work fails.
  }
}

DataSource& Studio::source() const {
  if (!source_) source_ = make_source(nullptr);
  return *source_;
}

DataSource& Studio::renew_source() {
  std::shared_ptr<ServerSource> held = source_ ? source_->held_server() : nullptr;
  source_.reset();
  source_ = make_source(std::move(held));
  return *source_;
}

std::unique_ptr<DataSource> Studio::make_source(std::shared_ptr<ServerSource> known) const {
  return std::make_unique<DataSource>(*database_,
                                      ReadingSettings{.wait = settings_.patience,
                                                      .uses_columns = settings_.uses_columns,
                                                      .run_limit = settings_.run_limit},
                                      std::move(known));
}

}  // namespace audience
