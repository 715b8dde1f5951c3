// Colours that mean something, kept as marks in the text of a screen until it is written.
#pragma once

#include <string>
#include <string_view>

namespace audience {

enum class Ink : char { none, in, out, fault, bar };

/// The text between marks that `rendered` knows. They take no column, and no text of others has any that
/// became printable first (base/utf8.hpp).
std::string painted(std::string_view text, Ink ink);
/// The text, with a mark behind it where it is written from the right: neither what follows nor the columns
/// of its line are drawn into its direction.
std::string kept_apart(std::string text);

/// What a stream can show.
struct Paint {
  bool on_terminal = false, colours = false;
};

/// Marks become colours, or nothing; all else as printable_lines.
std::string rendered(std::string_view screen, Paint paint);

}  // namespace audience
