// What `erase-customer` says of texts in use that name someone erased: whose they are and how they are
// mended.
#pragma once

#include <string>
#include <vector>

#include "audience/error.hpp"
#include "cli/invocation.hpp"
#include "json/json_writer.hpp"
#include "storage/text_erasure.hpp"

namespace audience {

/// A line for each kind of text; empty where there is none.
std::string naming_text(const std::vector<PresentText>& texts);

/// The member `still_named` of the object that is open.
void write_naming(JsonWriter& json, const std::vector<PresentText>& texts);

/// Counts, and what to do; no name, which must not come into a log. Of at least one text.
Error naming_end(const std::vector<PresentText>& texts, const Invocation& by);

}  // namespace audience
