// A page by numbers.
#include "cli/page_options.hpp"

#include <fmt/format.h>

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace audience {

void PageOptions::declare(VerbLine& line) {
  line.option("--offset", offset, "N", fmt::format("{} to pass over (0)", noun))
      .option("--limit", limit, "N", fmt::format("{} to show ({})", noun, fewest))
      .flag("--all", all, fmt::format("all {}", noun));
}

void PageOptions::check() const {
  if (all && limit) throw Error(ErrorKind::usage, "--all and --limit exclude each other");
  if (offset) whole_number("--offset", *offset);
  if (limit) whole_number("--limit", *limit);
}

std::int64_t PageOptions::first() const { return offset ? whole_number("--offset", *offset) : 0; }

std::optional<std::int64_t> PageOptions::most(std::optional<std::int64_t> otherwise) const {
  if (all) return std::nullopt;
  return limit ? whole_number("--limit", *limit) : otherwise;
}

}  // namespace audience
