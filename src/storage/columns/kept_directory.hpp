// The directory of another program's customers without a look at their rows.
#pragma once

#include <memory>

#include "storage/customer_directory.hpp"
#include "storage/data_source.hpp"

namespace audience {

/// As the columns beside the own database have it, where they are fresh; else null. Inside a snapshot of the
/// source. What it answers may throw ColumnsUnusable: the keys must be read then.
std::unique_ptr<CustomerDirectory> kept_directory(const DataSource& source);

}  // namespace audience
