// How statements that a server is asked by are shown.
#pragma once

#include "studio/explain.hpp"

namespace audience {

class Session;

/// A script for psql, or JSON with each statement.
void show_sql(Session& session, const ServerExplanation& explanation);

}  // namespace audience
