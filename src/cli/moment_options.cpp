// Words turned into a moment.
#include "cli/moment_options.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "base/moment_words.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

void AsOfOption::declare(VerbLine& line) {
  line.option("--as-of", text, "TIME", "evaluate as of then; a date means the end of that day");
}

AsOf AsOfOption::time(const Session& session) const {
  if (!text) return session.now();
  const auto parsed = parse_moment(*text, session.now());
  if (!parsed) {
    throw Error(ErrorKind::usage, fmt::format("--as-of: \"{}\" is no date or time", *text),
                "write 2023-09-14 (the end of that day), 2023-09-14T08:04:51 or yesterday");
  }
  return AsOf(*parsed);
}

void MomentOptions::declare(VerbLine& line) {
  line.add(as_of).option("--max-age", max_age, "TIME", "stop with 11 if the newest event is older: 36h, 2d");
}

Moment MomentOptions::moment(const Session& session) const {
  Moment moment{as_of.time(session), std::nullopt};
  if (max_age) moment.max_age = span_of_time("--max-age", *max_age);
  return moment;
}

}  // namespace audience
