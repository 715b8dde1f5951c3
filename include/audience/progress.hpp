// What long work says of itself while it goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace audience {

/// What is done with the subject at the moment.
enum class Work {
  unpacking,   ///< a compressed file, one in another encoding, a workbook
  inspecting,  ///< how the cells of a file are written
  reading,
  sorting,
  storing,
  indexing,        ///< the database's own index over new rows
  committing,      ///< from here on it is stored, or was about to be
  making_columns,  ///< beside the database
  checking,
  evaluating,
  writing,
  copying,
  rewriting  ///< the database's file, without what was deleted
};

/// A moment of it.
struct Progress {
  Work work = Work::reading;
  std::string_view subject{};  ///< `purchases`, the name of an audience or a file; valid during the call
  std::int64_t done = 0;       ///< of `all`
  std::int64_t all = 0;        ///< 0 where nobody knows; an estimate while a file is read
  std::string_view unit{};     ///< `rows`; of what `done` counts
};

/// Takes it, on any thread of the work, also on several at once; empty where nobody wants to know.
using TellProgress = std::function<void(const Progress&)>;

inline void tell(const TellProgress& progress, const Progress& now) {
  if (progress) progress(now);
}

}  // namespace audience
