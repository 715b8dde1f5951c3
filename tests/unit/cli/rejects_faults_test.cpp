// Rejects files of imports and lists, whichever step on their files fails.
#include <doctest/doctest.h>
#include <fcntl.h>

#include "base/file_descriptor.hpp"
#include "cli/app.hpp"
#include "support/faulty_files.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

constexpr TimePoint now{std::chrono::seconds{1'694'678'691}};
using Names = std::set<std::string>;

/// What a command told, and how it ended.
struct Told {
  int code = 0;
  std::string out, err;
};

/// The tool in a folder of its own, writing into files there.
class Tool {
 public:
  Told run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--json", "--db", own.file().string()});
    Told told;
    {
      const FileDescriptor out_file(stream("out")), err_file(stream("err"));
      OutputStream out(out_file.get(), "standard output"), err(err_file.get(), "standard error");
      Context context{.out = out,
                      .err = err,
                      .now = [] { return now; },
                      .environment = [this](const char* name) -> std::optional<std::string> {
                        if (std::string_view(name) == "HOME") return streams.path().string();
                        if (std::string_view(name) == "AUDIENCE_COLUMNS") return "off";
                        return std::nullopt;
                      },
                      .read_line = {}};
      told.code = run_app(arguments, context);
    }
    told.out = file_text(streams / "out");
    told.err = file_text(streams / "err");
    return told;
  }

  OwnDatabase own;
  Folder streams;

 private:
  [[nodiscard]] int stream(const std::string& name) const {
    return ::open((streams / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
};

/// Runs the command with each of its steps failing in turn. `whole`: what the rejects file holds in the end.
/// `look`: given whether the command got past that file.
void hold(const Tool& tool, const std::vector<std::string>& command, const std::string& whole,
          const std::function<void(bool is_past)>& look) {
  const auto rejects = tool.own.folder / "rejects.csv";
  FaultyFiles files;
  for (const int fault : {EIO, ENOSPC, EMFILE}) {
    Told told;
    const Names steps = let_each_step_fail(
        files, fault, [&] { write_file(rejects, "old"); }, [&] { told = tool.run(command); },
        [&](const Outcome& outcome) {
          CAPTURE(told.err);
          const std::string left = file_text(rejects);
          const Names names = tool.own.folder.names();
          for (const std::string& name : names) CHECK_FALSE(name.starts_with(".audience-"));
          CHECK((left == "old" || left == whole));
          if (told.code == 0) {
            CHECK(outcome.is_honest({"open", "fchmod", "for_each_name"}));
            CHECK(left == whole);
            CHECK_FALSE(told.out.empty());
            look(true);
            return;
          }
          CHECK_FALSE(outcome.step.empty());
          CHECK(told.code == 10);
          CHECK(told.out.empty());
          const bool is_report = told.err.starts_with("audience: cannot write standard output: ");
          CHECK(is_report == (told.err.find("is stored, only the answer") != std::string::npos));
          const bool is_entry =
              told.err.starts_with("audience: cannot write into " + tool.own.folder.path().string() + ": ");
          CHECK((left == whole) == (is_report || is_entry));
          look(is_report);
          if (!is_report && !is_entry)
            CHECK(told.err.starts_with("audience: cannot write " + rejects.string() + ": "));
        });
    for (const char* step : {"lstat", "open", "write", "fsync", "link_descriptor", "rename"})
      CHECK(steps.contains(step));
  }
}

}  // namespace

TEST_CASE("whatever step of an import's rejects file fails, it is told and nothing is stored without it") {
  const Tool tool;
  write_file(tool.streams / "customers.csv", "customer_id,age\nc_1,40\n,41\n");
  const std::vector<std::string> command{"import",
                                         "customers",
                                         (tool.streams / "customers.csv").string(),
                                         "--rejects",
                                         (tool.own.folder / "rejects.csv").string(),
                                         "--force"};
  REQUIRE(tool.run(command).code == 0);
  const std::string whole = file_text(tool.own.folder / "rejects.csv");
  CHECK(whole.find(",41") != std::string::npos);
  std::int64_t imports = tool.own->scalar("SELECT count(*) FROM audience_imports");
  hold(tool, command, whole, [&](bool is_past) {
    if (is_past) ++imports;
    CHECK(tool.own->scalar("SELECT count(*) FROM audience_imports") == imports);
  });
}

TEST_CASE("whatever step of a list's rejects file fails, it is told and nothing is stored without it") {
  const Tool tool;
  write_file(tool.streams / "customers.csv", "customer_id\nc_1\n");
  write_file(tool.streams / "ids.txt", "c_1\nc_2\n");
  REQUIRE(tool.run({"import", "customers", (tool.streams / "customers.csv").string()}).code == 0);
  const std::vector<std::string> command{"upload",    "VIP",       (tool.streams / "ids.txt").string(),
                                         "--replace", "--rejects", (tool.own.folder / "rejects.csv").string(),
                                         "--force"};
  REQUIRE(tool.run(command).code == 0);
  std::int64_t runs = tool.own->scalar("SELECT count(*) FROM audience_runs");
  hold(tool, command, file_text(tool.own.folder / "rejects.csv"), [&](bool is_past) {
    if (is_past) ++runs;
    CHECK(tool.own->scalar("SELECT count(*) FROM audience_runs") == runs);
  });
}

}  // namespace audience
