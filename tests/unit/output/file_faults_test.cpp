// Files that appear whole or not at all, whichever of their steps fails.
#include <doctest/doctest.h>

#include "output/atomic_file.hpp"
#include "support/faulty_files.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

using Existing = AtomicFile::Existing;
using Names = std::set<std::string>;

const std::string whole(200'000, 'n');

struct Case {
  Existing existing;
  bool is_simple;  ///< the file system has no unnamed files
};
constexpr Case cases[] = {{Existing::refuse, false},
                          {Existing::refuse, true},
                          {Existing::replace, false},
                          {Existing::replace, true}};

}  // namespace

TEST_CASE(
    "whatever step of a file fails, the old one stays or the new one is whole, and nothing else is left") {
  const Folder folder;
  const auto target = folder / "winter.csv";
  for (const auto& [existing, is_simple] : cases) {
    const bool replaces = existing == Existing::replace;
    CAPTURE(replaces);
    CAPTURE(is_simple);
    FaultyFiles files;
    if (is_simple) files.be_simple();
    for (const int fault : {EIO, ENOSPC, EMFILE}) {
      const Names steps = let_each_step_fail(
          files, fault,
          [&, existing = existing] {
            std::filesystem::remove(target);
            if (existing == Existing::replace) write_file(target, "old");
          },
          [&, existing = existing] {
            AtomicFile file(target, existing);
            file.stream().write(whole);
            file.commit();
          },
          [&](const Outcome& outcome) {
            // Of open, that of a folder: then its whole file system is synced.
            CHECK(outcome.is_honest({"open", "fchmod", "for_each_name"}));
            const bool is_named = std::filesystem::exists(target) && file_text(target) == whole;
            if (outcome.error) {
              CHECK(outcome.error->kind() == ErrorKind::write_failed);
              const std::string told = outcome.error->what();
              // Once it has its name only the folder's entry can still fail to reach the disk.
              const bool is_entry = told.starts_with("cannot write into " + folder.path().string() + ": ");
              CHECK((is_entry || told.starts_with("cannot write " + target.string() + ": ")));
              CHECK(is_named == (is_entry && replaces));
              if (!is_named && replaces) CHECK(file_text(target) == "old");
            } else {
              CHECK(is_named);
              CHECK(mode_of(target) == 0600);
            }
            CHECK(folder.names() == (is_named || replaces ? Names{"winter.csv"} : Names{}));
          });
      for (const char* step : {"lstat", "open", "write", "fsync"}) CHECK(steps.contains(step));
      CHECK(steps.contains("rename") == replaces);
      CHECK(steps.contains("link_descriptor") == !is_simple);
      CHECK(steps.contains("link") == (is_simple && !replaces));
    }
  }
}

TEST_CASE("whatever step of taking another file's bytes fails, all of them come or the fault is told") {
  const Folder folder;
  FaultyFiles files;
  for (const int fault : {EIO, ENOSPC, EXDEV}) {
    const Names steps = let_each_step_fail(
        files, fault, [&] { std::filesystem::remove(folder / "taken.csv"); },
        [&] {
          AtomicFile from(folder / "given.csv", Existing::refuse);
          from.stream().write(whole);
          AtomicFile to(folder / "taken.csv", Existing::refuse);
          to.fill_from(from);
          to.commit();
        },
        [&](const Outcome& outcome) {
          CHECK(outcome.is_honest({"open", "fchmod", "copy_file_range"}));
          if (!outcome.error) CHECK(file_text(folder / "taken.csv") == whole);
          if (fault == EXDEV && outcome.step == "copy_file_range") CHECK_FALSE(outcome.error);
          if (fault == ENOSPC && outcome.step == "copy_file_range") CHECK(outcome.error);
        });
    CHECK(steps.contains("copy_file_range"));
  }
}

TEST_CASE("whatever step fails while a file follows another, all of its bytes come or the fault is told") {
  const Folder folder;
  FaultyFiles files;
  std::string large;
  for (int i = 0; large.size() < (std::size_t{17} << 20U); ++i) large += std::to_string(i) + "\n";
  for (const int fault : {ENOSPC, EXDEV}) {
    std::size_t times = 0;
    const Names steps = let_each_step_fail(
        files, fault,
        [&] {
          std::filesystem::remove(folder / "taken.csv");
          times = 0;
        },
        [&] {
          AtomicFile from(folder / "given.csv", Existing::refuse);
          AtomicFile to(folder / "taken.csv", Existing::refuse);
          from.stream().follow_up([&] {
            to.fill_from(from);
            ++times;
          });
          constexpr std::size_t step = std::size_t{3} << 20U;
          for (std::size_t at = 0; at < large.size(); at += step)
            from.stream().write(std::string_view(large).substr(at, step));
          to.fill_from(from);
          to.commit();
        },
        [&](const Outcome& outcome) {
          CHECK(outcome.is_honest({"open", "fchmod", "copy_file_range"}));
          if (!outcome.error) CHECK(times == 2);
          if (!outcome.error) CHECK(file_text(folder / "taken.csv") == large);
          if (outcome.error) CHECK_FALSE(std::filesystem::exists(folder / "taken.csv"));
          if (outcome.step == "copy_file_range") CHECK(outcome.error.has_value() == (fault == ENOSPC));
        });
    CHECK(steps.contains("copy_file_range"));
  }
}

}  // namespace audience
