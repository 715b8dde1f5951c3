// The plan of `apply` for a comment of a pull request; what others wrote stands in it as code.
#pragma once

#include <string>
#include <vector>

#include "cli/invocation.hpp"
#include "studio/apply.hpp"

namespace audience {

/// A heading that counts, and a table of all steps in their order. Ends with a newline.
std::string plan_as_markdown(const std::vector<ApplyStep>& steps);

/// A heading, and why there is no plan: an item for each fault of each document, or one for the error.
std::string refusal_as_markdown(const Error& error, const Invocation& by);

}  // namespace audience
