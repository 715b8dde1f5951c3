// Where a session finds its files.
#include "cli/session.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <map>

#include "support/error_kind.hpp"

namespace audience {
namespace {

using Variables = std::map<std::string, std::string>;

std::string database_of(const Variables& variables, const std::optional<std::string>& listed_home) {
  OutputStream out(STDOUT_FILENO, "standard output");
  Context context{.out = out,
                  .err = out,
                  .now = [] { return TimePoint{}; },
                  .environment = [&](const char* name) -> std::optional<std::string> {
                    const auto found = variables.find(name);
                    return found == variables.end() ? std::nullopt : std::optional(found->second);
                  },
                  .listed_home = [&] { return listed_home; },
                  .read_line = {}};
  return Session(context).database_file().string();
}

}  // namespace

TEST_CASE("without HOME the home is that of the list of users, and never the folder one is in") {
  const std::string none = "/none/system.toml";
  const Variables nothing{{"AUDIENCE_SYSTEM_CONFIG", none}};
  CHECK(database_of(nothing, "/home/ana") == "/home/ana/.local/share/audience/audience.db");
  for (const char* home : {"", ".", "home/ana"}) {
    Variables variables = nothing;
    variables["HOME"] = home;
    CHECK(database_of(variables, "/home/ana") == "/home/ana/.local/share/audience/audience.db");
    variables["XDG_DATA_HOME"] = home;
    CHECK(database_of(variables, "/home/ana") == "/home/ana/.local/share/audience/audience.db");
    CHECK(kind_of([&] { (void)database_of(variables, std::nullopt); }) == ErrorKind::usage);
  }
  CHECK(kind_of([&] { (void)database_of(nothing, std::nullopt); }) == ErrorKind::usage);
  CHECK(database_of({{"HOME", "/h"}, {"AUDIENCE_SYSTEM_CONFIG", none}}, "/home/ana") ==
        "/h/.local/share/audience/audience.db");
  CHECK(database_of({{"AUDIENCE_DB", "shop.db"}, {"AUDIENCE_SYSTEM_CONFIG", none}}, std::nullopt) ==
        "shop.db");
}

}  // namespace audience
