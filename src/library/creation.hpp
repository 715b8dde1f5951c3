// A document made into an audience, answered in values of the face.
#pragma once

#include "audience/evaluation.hpp"
#include "studio/create.hpp"

namespace audience {

/// Throws as evaluate_creation and store_creation; Error(guard) in a dry run too where the size breaks the
/// document's `expect`.
CreateResult create_audience(Studio& studio, const CreateRequest& request);

}  // namespace audience
