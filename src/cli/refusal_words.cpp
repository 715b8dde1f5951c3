// Windows without events, told.
#include "cli/refusal_words.hpp"

#include "cli/json_time.hpp"

namespace audience {

std::string empty_window_note(const Refusal& refusal) { return refusal.window.filter + " holds no event"; }

std::string refusal_note(const Refusal& refusal) { return "refused: " + empty_window_note(refusal); }

void write_refusal(JsonWriter& json, const Refusal& refusal) {
  const EmptyWindow& window = refusal.window;
  json.key("refused");
  json.begin_object();
  json.text_member("reason", "empty_window");
  json.text_member("filter_name", window.filter);
  json.text_member("event", window.event);
  json.text_member("from", json_time(window.from));
  json.text_member("to", json_time(window.to));
  std::optional<std::string> newest;
  if (window.newest) newest = json_time(*window.newest);
  json.optional_text_member("newest_event", newest);
  json.end_object();
}

}  // namespace audience
