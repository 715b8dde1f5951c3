// A connection that keeps few pages in memory.
#pragma once

#include <cstdint>
#include <string>

#include "audience/error.hpp"
#include "storage/database.hpp"

namespace audience {

/// While it lives: for rows that are written once, in order, where more pages would only fill memory.
class SmallCache {
 public:
  explicit SmallCache(Database& database)
      : database_(database), usual_(database.scalar("PRAGMA cache_size")) {
    database_.execute("PRAGMA cache_size = -16384");
  }
  ~SmallCache() {
    try {
      database_.execute("PRAGMA cache_size = " + std::to_string(usual_));
    } catch (const Error&) {
      // It is slower then.
    }
  }
  SmallCache(const SmallCache&) = delete;
  SmallCache& operator=(const SmallCache&) = delete;

 private:
  Database& database_;
  std::int64_t usual_;
};

}  // namespace audience
