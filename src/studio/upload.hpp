// An audience from a list of customer ids, or of what customers have in an attribute.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "import/value_list.hpp"
#include "studio/store.hpp"

namespace audience {

struct UploadRequest {
  std::string name;                   ///< of the audience; of one that is there also its id
  std::string file;                   ///< or `-`
  std::optional<std::string> match;   ///< the attribute that values are of; none: customer ids
  std::optional<std::string> column;  ///< the header of the values' column; none: found by itself
  ListPlace place = ListPlace::fresh;
  bool dry_run = false;
  std::function<void(std::string_view)> rejects{};  ///< takes lines that bring nobody in, as CSV
  /// Before anything is stored, so that both are there or neither.
  std::function<void()> keep_rejects{};
  Reading reading{};
};

/// What became of every line of a list.
struct LineCounts {
  std::int64_t matched = 0, unknown = 0, duplicate = 0, erased = 0, unreadable = 0, blank = 0, header = 0;
  [[nodiscard]] std::int64_t lines() const {
    return matched + unknown + duplicate + erased + unreadable + blank + header;
  }
};

enum class ListAction { created, appended, replaced };

struct UploadResult {
  std::optional<std::string> audience_id{};  ///< none of one that a dry run would create
  std::string audience_name{};
  ListAction action = ListAction::created;
  std::optional<std::string> match_attribute{};
  LineCounts counts{};
  std::int64_t size = 0, entered = 0, left = 0, unmatched = 0;
};

/// Matching takes its time without a lock; who has the name, and who was added meanwhile, is looked at under
/// it. Throws Error(invalid_input) where no line can be used (its rejects are kept), Error(conflict) as
/// expect_list, Error(usage) for a name that cannot be, and an attribute that does not exist.
UploadResult upload(Studio& studio, const UploadRequest& request);

}  // namespace audience
