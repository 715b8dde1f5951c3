// Keys of customers on their way to a server.
#pragma once

#include <string>
#include <vector>

#include "base/customer_set.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// Keys of stored members in the order of a listing: integers by value, texts by bytes. 16 bytes a member and
/// the texts.
std::vector<std::string> keys_in_order(const DataSource& source, const CustomerSet& members);

}  // namespace audience
