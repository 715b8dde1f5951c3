// The same state is proved by data_version: what it says outside a transaction, before the readers begin, and
// inside the last transaction to begin, differs if anyone committed in between.
#include "storage/shared_snapshot.hpp"

namespace audience {
namespace {

/// A transaction has no state yet when it begins: the first reading gives it one.
void take_state(const Database& database) {
  static_cast<void>(database.scalar("SELECT count(*) FROM sqlite_schema"));
}

std::int64_t data_version(const Database& database) { return database.scalar("PRAGMA data_version"); }

}  // namespace

SharedSnapshot::SharedSnapshot(const DataSource& source, std::size_t wanted, std::chrono::milliseconds wait) {
  constexpr int most_tries = 4;
  if (source.is_foreign()) wanted = 0;
  for (int attempt = 0; wanted > 0 && attempt < most_tries; ++attempt) {
    const std::int64_t before = data_version(source.own());
    for (std::size_t i = 0; i < wanted; ++i) {
      auto reader = std::make_unique<Reader>();
      reader->database = std::make_unique<Database>(source.own().file(), Database::Mode::read_only, wait);
      // Rows are read once: more pages than a few would only fill memory.
      reader->database->execute("PRAGMA cache_size = -4096");
      reader->transaction = std::make_unique<Transaction>(*reader->database, Transaction::Kind::read);
      take_state(*reader->database);
      readers_.push_back(std::move(reader));
    }
    snapshot_.emplace(source);
    take_state(source.own());
    if (data_version(source.own()) == before) return;
    snapshot_.reset();
    readers_.clear();
  }
  snapshot_.emplace(source);
}

}  // namespace audience
