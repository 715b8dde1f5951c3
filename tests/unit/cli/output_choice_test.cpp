// A result in the form that the options or the terminal ask for.
#include "cli/output_choice.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>

#include "cli/session.hpp"
#include "support/error_kind.hpp"

namespace audience {
namespace {

/// What `write` leaves on standard output; it must fit into a pipe.
template <typename Write>
std::string told(const OutputOptions& options, bool terminal, const Write& write) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  OutputStream out(ends[1], "standard output");
  Context context{.out = out,
                  .err = out,
                  .now = [] { return TimePoint{}; },
                  .environment = [](const char*) -> std::optional<std::string> { return std::nullopt; },
                  .read_line = {},
                  .out_is_terminal = terminal};
  Session session(context);
  session.options.output = options;
  write(session);
  out.flush();
  ::close(ends[1]);
  std::string text(4096, '\0');
  text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
  ::close(ends[0]);
  return text;
}

[[noreturn]] void unwanted() { throw std::logic_error("a form was made that nobody asked for"); }

const ResultForms screen_alone{.screen = [] { return "screen\n"; }, .json = [](JsonWriter&) { unwanted(); }};

ResultForms json_alone(const std::string& value) {
  return {.screen = []() -> std::string { unwanted(); },
          .json = [value](JsonWriter& json) { json.raw(value); }};
}

void write_two(JsonStream& out) {
  for (const bool last : {false, true}) {
    out.writer().begin_array();
    out.writer().boolean(last);
    out.writer().end_array();
    out.end_line();
  }
}

}  // namespace

TEST_CASE("a result is a screen on a terminal and JSON elsewhere, and the options overrule that") {
  struct Row {
    bool json, table, terminal, screen;
  };
  for (const Row& row :
       {Row{false, false, true, true}, Row{false, false, false, false}, Row{true, false, true, false},
        Row{true, false, false, false}, Row{false, true, true, true}, Row{false, true, false, true}}) {
    CAPTURE(row.json);
    CAPTURE(row.table);
    CAPTURE(row.terminal);
    const OutputOptions options{.json = row.json, .table = row.table, .jsonl = {}};
    const std::string text = told(options, row.terminal, [&](const Session& session) {
      write_result(session, row.screen ? screen_alone : json_alone("{}"));
    });
    CHECK(text == (row.screen ? "screen\n" : "{}\n"));
  }
}

TEST_CASE("JSON ends with one newline, also where it was stored with one") {
  for (const char* stored : {"{}", "{}\n"}) {
    CHECK(told({}, false, [&](const Session& session) { write_result(session, json_alone(stored)); }) ==
          "{}\n");
  }
}

TEST_CASE("rows are a screen, one JSON value, or a value a line, on a terminal too") {
  const RowForms rows{.screen = [](TextStream& out) { out.write("screen\n"); },
                      .json =
                          [](JsonStream& out) {
                            out.writer().begin_array();
                            out.writer().integer(1);
                            out.pass_on();
                            out.writer().integer(2);
                            out.writer().end_array();
                          },
                      .lines = write_two};
  const auto write = [&](const Session& session) { write_rows(session, rows); };
  CHECK(told({}, true, write) == "screen\n");
  CHECK(told({}, false, write) == "[\n  1,\n  2\n]\n");
  for (const bool terminal : {false, true}) {
    for (const bool json : {false, true})
      CHECK(told({.json = json, .jsonl = {true}}, terminal, write) == "[false]\n[true]\n");
  }
}

TEST_CASE("a screen, JSON and JSON in lines exclude each other") {
  for (const bool json : {false, true}) {
    for (const bool table : {false, true}) {
      for (const bool lines : {false, true}) {
        const OutputOptions options{.json = json, .table = table, .jsonl = {lines}};
        if (int{json} + int{table} + int{lines} < 2) {
          CHECK_NOTHROW(options.check());
        } else {
          CHECK(kind_of([&] { options.check(); }) == ErrorKind::usage);
        }
      }
    }
  }
}

}  // namespace audience
