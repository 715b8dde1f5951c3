// Members read into a page.
#pragma once

#include "audience/customers.hpp"
#include "studio/studio.hpp"

namespace audience {

/// Throws Error(usage) for an offset or limit below 0, and as MemberListing.
CustomerPage read_page(const Studio& studio, const PageRequest& request);

}  // namespace audience
