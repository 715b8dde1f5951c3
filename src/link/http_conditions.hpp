// What the conditions and the range of an HTTP request ask for (RFC 9110, sections 13 and 14).
#pragma once

#include <cstdint>
#include <string_view>

namespace audience {

struct ByteRange {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::uint64_t first = 0;   ///< of a part
  std::uint64_t length = 0;  ///< of a part, at least 1
};

/// The value of a Range field against a file of `size` bytes: `bytes=0-99`, `bytes=100-`, `bytes=-50`.
/// Several ranges, other units and what cannot be read mean the whole file, as section 14.2 allows.
ByteRange choose_range(std::string_view field, std::uint64_t size);

/// Whether a list of entity tags (`"a", W/"b"`, or `*`) holds `tag`, which is strong and has its quotes. The
/// weak comparison (If-None-Match) also takes `W/` forms, the strong one (If-Match) does not. A list that
/// cannot be read holds what stands before the fault.
bool holds_tag_weakly(std::string_view list, std::string_view tag);
bool holds_tag_strongly(std::string_view list, std::string_view tag);

}  // namespace audience
