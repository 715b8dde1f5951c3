// Customers named on the command line or listed on standard input.
#pragma once

#include <string>
#include <vector>

namespace audience {

/// The ids as given; for `-` alone the lines of standard input, blanks around them and empty ones left out.
std::vector<std::string> read_customers(const std::vector<std::string>& given);

}  // namespace audience
