// Ranges of exact decimals against numbers as a server keeps them.
#pragma once

#include <string>

#include "model/bound_filter.hpp"
#include "query/postgresql/server_value.hpp"

namespace audience {

/// Whether the number lies in any of the ranges. Of kind integer, float4, float8 or numeric.
std::string number_test(const ServerValue& number, const NumberTest& test, StatementParameters& parameters);
/// Whether sum / count does, without division; `count` above 0.
std::string average_test(const std::string& sum, const std::string& count, const NumberTest& test,
                         StatementParameters& parameters);
/// Whether a digest's first 13 hex digits are a bucket (base/bucket.hpp) in any of the ranges.
std::string bucket_test(const std::string& digits, const NumberTest& test, StatementParameters& parameters);

}  // namespace audience
