// The application: from arguments to an exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"

namespace audience {

/// Parses, runs one verb, and turns whatever ends it into a message on `context.err` and an exit code.
int run_app(const std::vector<std::string>& arguments, Context& context);

}  // namespace audience
