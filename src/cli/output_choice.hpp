// Screen or JSON: the options that choose, and the one way in which verbs tell what came of them.
#pragma once

#include <functional>
#include <string>

#include "json/json_writer.hpp"
#include "output/text_stream.hpp"

namespace audience {

class Session;
class VerbLine;

/// `--jsonl`, of verbs whose result is rows.
struct JsonLinesOption {
  bool given = false;
  void declare(VerbLine& line);
};

/// Without any of them: a screen on a terminal, JSON elsewhere.
struct OutputOptions {
  bool json = false, table = false;
  bool all_columns = false;  ///< on a screen, however narrow the terminal
  JsonLinesOption jsonl;
  /// Those of the whole line; a verb that takes `--jsonl` adds it itself.
  void declare(VerbLine& line);
  /// Throws Error(usage) for two that exclude each other.
  void check() const;
};

/// JSON on standard output as it grows, so that a long one need not lie in memory as a whole.
class JsonStream {
 public:
  JsonStream(TextStream out, JsonWriter::Style style) : out_(out), writer_(text_, style) {}
  JsonStream(const JsonStream&) = delete;
  JsonStream& operator=(const JsonStream&) = delete;
  [[nodiscard]] JsonWriter& writer() { return writer_; }
  void pass_on();   ///< what was written since; lost without
  void end_line();  ///< after a whole value: passes it on with a newline

 private:
  TextStream out_;
  std::string text_;
  JsonWriter writer_;
};

/// The forms of a result; only the one that was chosen is made.
struct ResultForms {
  std::function<std::string()> screen;    ///< ends with a newline; with marks of output/paint.hpp
  std::function<void(JsonWriter&)> json;  ///< one value; what is stored as JSON goes through `raw`
  /// What is done for good by now, as `the audience is stored`: told where the answer cannot be made or
  /// written, lest anyone do it again. Empty: nothing.
  std::string done{};
};

/// The same of rows, which are passed on as they come.
struct RowForms {
  std::function<void(TextStream&)> screen;  ///< by write_screen
  std::function<void(JsonStream&)> json;    ///< one value
  std::function<void(JsonStream&)> lines;   ///< for `--jsonl`: a value a line, each ended by `end_line`
};

/// Whether the result will be a screen.
bool wants_screen(const Session& session);

/// To standard output. Not flushed, but where something is done: a message that must follow it needs a flush
/// first.
void write_result(const Session& session, const ResultForms& forms);
void write_rows(const Session& session, const RowForms& forms);

}  // namespace audience
