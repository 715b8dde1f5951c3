// Groups by chance that every machine draws alike: for tests and holdouts.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/exact_number.hpp"

namespace audience {

/// Which of 2^52 equal parts a key falls into: the first 13 hex digits of MD5(salt + ":" + key). Salts are
/// independent of each other. No secret rests on it.
std::uint64_t bucket_part(std::string_view salt, std::string_view key);

/// part x 100 / 2^52, exactly: 0 to below 100.
ExactNumber bucket_of(std::uint64_t part);

}  // namespace audience
