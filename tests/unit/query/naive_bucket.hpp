// What a filter on buckets must find, computed without the engine.
#pragma once

#include <cstdint>
#include <string>

namespace audience::oracle {

constexpr std::int64_t bucket_parts = std::int64_t{1} << 52;

/// The first 13 hex digits of the MD5 of `salt:customer_id`.
std::int64_t naive_part(const std::string& salt, const std::string& customer_id);

}  // namespace audience::oracle
