// The way of all text to a person: nothing in it steers a terminal, whoever wrote it.
#pragma once

#include <string_view>

#include "base/utf8.hpp"
#include "output/output_stream.hpp"
#include "output/paint.hpp"

namespace audience {

/// For screens, messages and JSON; bytes of a file go to the stream itself.
class TextStream {
 public:
  explicit TextStream(OutputStream& stream, Paint paint = {}) : stream_(stream), paint_(paint) {}
  void write(std::string_view text) { stream_.write(printable_lines(text)); }
  void write_screen(std::string_view text) { stream_.write(rendered(text, paint_)); }  ///< with its colours
  void flush() { stream_.flush(); }

 private:
  OutputStream& stream_;
  Paint paint_;
};

}  // namespace audience
