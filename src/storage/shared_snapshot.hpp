// One state of the data read by several connections at once.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "storage/data_source.hpp"

namespace audience {

/// A Snapshot of a source, and further connections to its own database that see the very same state, each for
/// a thread of its own. The source's own connection must not be in a transaction yet.
class SharedSnapshot {
 public:
  /// There may be fewer readers than wanted, or none: where other programs write without a pause, and for
  /// another program's file, which is only read by the source's connection.
  SharedSnapshot(const DataSource& source, std::size_t wanted, std::chrono::milliseconds wait);

  [[nodiscard]] std::size_t readers() const { return readers_.size(); }
  [[nodiscard]] const Database& reader(std::size_t index) const { return *readers_[index]->database; }

 private:
  struct Reader {
    std::unique_ptr<Database> database;
    std::unique_ptr<Transaction> transaction;
  };
  std::vector<std::unique_ptr<Reader>> readers_;
  std::optional<Snapshot> snapshot_;
};

}  // namespace audience
