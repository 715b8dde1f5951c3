// How a refused refresh is told: in a line, and in JSON.
#pragma once

#include <string>

#include "json/json_writer.hpp"
#include "storage/refusals.hpp"

namespace audience {

/// `purchases-90-days holds no event`.
std::string empty_window_note(const Refusal& refusal);
/// The same behind `refused: `.
std::string refusal_note(const Refusal& refusal);
/// The member `refused`, with the window that holds none and the newest event before its end.
void write_refusal(JsonWriter& json, const Refusal& refusal);

}  // namespace audience
