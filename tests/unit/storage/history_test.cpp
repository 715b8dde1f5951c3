// The history of an audience: differences that can be undone, as many runs as are kept, and texts kept once.
#include "storage/history.hpp"

#include <doctest/doctest.h>

#include "storage/audience_members.hpp"
#include "support/own_database.hpp"

namespace audience {
namespace {

using Members = std::vector<CustomerNumber>;

/// A database in which the numbers 1..`customers` were given, with one stored audience.
struct Chronicle {
  explicit Chronicle(int customers = 70) { grow(customers); }

  void grow(int customers) const {
    own->prepare(
           "WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < ?) "
           "INSERT INTO customers(customer_id) SELECT 'c_' || i FROM count WHERE true ON CONFLICT DO NOTHING")
        .bind_all(customers)
        .run();
  }

  /// A run after the ones before, and what `update` does: the audience has these members from now on.
  Run run(const Members& members, std::int64_t keep = most_runs, Run like = {}) {
    const CustomerSet after = own.set(members);
    like.size = static_cast<std::int64_t>(members.size());
    CustomerSet before(after.capacity());
    if (started) before = stored_members(*own, audience.number, after.capacity());
    const Run made =
        add_run(*own, audience.number, std::move(like), started ? &before : nullptr, after, keep);
    store_members(*own, audience.number, after);
    started = true;
    return made;
  }

  [[nodiscard]] CustomerSet after(std::int64_t run) const {
    return members_after(*own, audience, run, customer_capacity(*own));
  }
  [[nodiscard]] std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> found;
    for (const Run& run : runs_of(*own, audience.number)) found.push_back(run.run);
    return found;
  }
  [[nodiscard]] std::int64_t definitions() const {
    return own->scalar("SELECT count(*) FROM audience_definitions");
  }

  OwnDatabase own;
  StoredAudience audience = own.add_audience("Winter", {});
  bool started = false;
};

struct Step {
  Members members;
  std::int64_t entered, left;
};

struct Course {
  const char* what;
  std::vector<Step> steps;
};

const std::vector<Course> courses{
    {"one run", {{{1, 2}, 2, 0}}},
    {"nobody, and again nobody", {{{}, 0, 0}, {{}, 0, 0}}},
    {"nobody before anybody", {{{}, 0, 0}, {{3, 70}, 2, 0}}},
    {"the same again", {{{1, 64}, 2, 0}, {{1, 64}, 0, 0}, {{1, 64}, 0, 0}}},
    {"one for another", {{{1, 2}, 2, 0}, {{2, 3}, 1, 1}}},
    {"all leave and come back", {{{1, 63, 64, 70}, 4, 0}, {{}, 0, 4}, {{1, 63, 64, 70}, 4, 0}}},
    {"all others", {{{1, 2, 3}, 3, 0}, {{4, 5}, 2, 3}, {{6}, 1, 2}}},
    {"to and fro", {{{1}, 1, 0}, {{1, 2}, 1, 0}, {{2}, 0, 1}, {{1, 2, 65}, 2, 0}, {{1}, 0, 2}}},
};

}  // namespace

TEST_CASE("a run counts who came and who left, and the members after each can be had again") {
  for (const Course& course : courses) {
    CAPTURE(course.what);
    Chronicle chronicle;
    for (std::size_t i = 0; i < course.steps.size(); ++i) {
      const Run made = chronicle.run(course.steps[i].members);
      CHECK(made.run == static_cast<std::int64_t>(i) + 1);
      CHECK(made.entered == course.steps[i].entered);
      CHECK(made.left == course.steps[i].left);
      CHECK(newest_run(*chronicle.own, chronicle.audience.number) == made.run);
    }
    for (std::size_t i = 0; i < course.steps.size(); ++i) {
      CAPTURE(i);
      CHECK(chronicle.after(static_cast<std::int64_t>(i) + 1) == chronicle.own.set(course.steps[i].members));
    }
    const std::vector<Run> stored = runs_of(*chronicle.own, chronicle.audience.number);
    REQUIRE(stored.size() == course.steps.size());
    for (const Run& one : stored) {
      const Step& step = course.steps.at(static_cast<std::size_t>(one.run) - 1);
      CHECK(one.size == static_cast<std::int64_t>(step.members.size()));
      CHECK(one.entered == step.entered);
      CHECK(one.left == step.left);
    }
  }
}

TEST_CASE("the newest runs are kept, under the numbers they have") {
  struct Kept {
    std::int64_t keep;
    std::vector<std::int64_t> numbers;
  };
  const std::vector<Kept> table{
      {1, {5}}, {2, {5, 4}}, {4, {5, 4, 3, 2}}, {5, {5, 4, 3, 2, 1}}, {9, {5, 4, 3, 2, 1}}};
  for (const Kept& expected : table) {
    CAPTURE(expected.keep);
    Chronicle chronicle;
    for (CustomerNumber run = 1; run <= 5; ++run) chronicle.run({run, run + 1}, expected.keep);
    CHECK(chronicle.numbers() == expected.numbers);
    CHECK(newest_run(*chronicle.own, chronicle.audience.number) == 5);
    for (const std::int64_t run : expected.numbers) {
      const auto first = static_cast<CustomerNumber>(run);
      CHECK(chronicle.after(run) == chronicle.own.set({first, first + 1}));
    }
  }
}

TEST_CASE("a run comes back as it was entered") {
  Chronicle chronicle;
  const Run first{.verb = "create",
                  .run_at = from_unix(1'694'678'691),
                  .as_of = from_unix(1'694'736'000),
                  .took = std::chrono::milliseconds{1234},
                  .funnel = {70, 12, 12, 0},
                  .definition = R"({"audience_name": "Winter"})",
                  .note = "first of \"all\""};
  Run of_a_day;
  of_a_day.as_of = AsOf(*parse_time("2023-12-31"));
  chronicle.run({1, 2}, 9, first);
  chronicle.run({}, 9, of_a_day);
  const std::vector<Run> runs = runs_of(*chronicle.own, chronicle.audience.number);
  REQUIRE(runs.size() == 2);
  const Run& stored = runs.back();
  CHECK(stored.verb == first.verb);
  CHECK(stored.run_at == first.run_at);
  CHECK(stored.as_of == first.as_of);
  CHECK(runs.front().as_of == of_a_day.as_of);
  CHECK(stored.took == first.took);
  CHECK(stored.funnel == first.funnel);
  CHECK(stored.definition == first.definition);
  CHECK(stored.note == first.note);
  CHECK(runs.front().funnel.empty());
  CHECK(runs.front().note.empty());
}

TEST_CASE("the size of a run is the one it is given, for members who are gone count no more") {
  Chronicle chronicle;
  const CustomerSet members = chronicle.own.set({1, 2, 3});
  add_run(*chronicle.own, chronicle.audience.number, {.verb = "create", .size = 2}, nullptr, members, 9);
  const std::vector<Run> runs = runs_of(*chronicle.own, chronicle.audience.number);
  REQUIRE(runs.size() == 1);
  CHECK(runs.front().size == 2);
  CHECK(runs.front().entered == 3);
}

TEST_CASE("what was evaluated is kept once for all runs that share it, and as long as one does") {
  struct Texts {
    std::vector<const char*> definitions;
    std::int64_t keep, kept;
  };
  const std::vector<Texts> table{{{"a"}, 9, 1},           {{"a", "a", "a"}, 9, 1}, {{"a", "b", "a"}, 9, 2},
                                 {{"a", "b", "b"}, 2, 1}, {{"a", "b", "a"}, 2, 2}, {{"a", "b", "c"}, 1, 1}};
  for (const Texts& texts : table) {
    Chronicle chronicle;
    for (const char* definition : texts.definitions)
      chronicle.run({1}, texts.keep, {.verb = "refresh", .definition = definition});
    CHECK(chronicle.definitions() == texts.kept);
    CHECK(runs_of(*chronicle.own, chronicle.audience.number).front().definition == texts.definitions.back());
  }
}

TEST_CASE("forgetting the runs of one audience leaves those of another, and texts that these share") {
  Chronicle chronicle;
  chronicle.run({1}, 9, {.verb = "create", .definition = "shared"});
  chronicle.run({2}, 9, {.verb = "refresh", .definition = "mine"});
  const StoredAudience other = chronicle.own.add_audience("Summer", {3});
  add_run(*chronicle.own, other.number, {.verb = "create", .size = 1, .definition = "shared"}, nullptr,
          chronicle.own.set({3}), 9);
  delete_runs(*chronicle.own, chronicle.audience.number);
  CHECK(chronicle.numbers().empty());
  CHECK(newest_run(*chronicle.own, chronicle.audience.number) == 0);
  CHECK(chronicle.after(0) == chronicle.own.set({2}));
  CHECK(chronicle.definitions() == 1);
  REQUIRE(runs_of(*chronicle.own, other.number).size() == 1);
  CHECK(runs_of(*chronicle.own, other.number).front().definition == "shared");
}

TEST_CASE("differences from before there were more customers are undone among all of today") {
  Chronicle chronicle(3);
  chronicle.run({1, 3});
  chronicle.run({2, 3});
  chronicle.grow(200);
  chronicle.run({2, 200});
  CHECK(chronicle.after(1) == chronicle.own.set({1, 3}));
  CHECK(chronicle.after(2) == chronicle.own.set({2, 3}));
  CHECK(chronicle.after(3) == chronicle.own.set({2, 200}));
}

}  // namespace audience
