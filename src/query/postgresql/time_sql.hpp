// Spans of time, and parts of dates, against times as a server keeps them.
#pragma once

#include <string>

#include "query/postgresql/server_value.hpp"

namespace audience {

bool is_time(ServerKind kind);
/// Whether the time can be read: neither infinite nor outside the years 1 to 9999.
std::string is_readable(const ServerValue& time);
/// [from, to); none: without end, within what can be read.
std::string time_test(const ServerValue& time, std::optional<TimePoint> from, std::optional<TimePoint> to,
                      StatementParameters& parameters);
std::string date_test(const ServerValue& time, const DateTest& test, AsOf as_of,
                      StatementParameters& parameters);
std::string date_part_test(const ServerValue& time, const DatePartTest& test, AsOf as_of,
                           StatementParameters& parameters);
std::string anniversary_test(const ServerValue& time, const AnniversaryTest& test, AsOf as_of,
                             StatementParameters& parameters);
/// Which moments are so many whole days before as_of, as ranges of times.
DateTest days_before(const NumberTest& days, AsOf as_of);

}  // namespace audience
