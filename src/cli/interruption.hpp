// What a command says when Ctrl-C or SIGTERM ends it.
#pragma once

namespace audience {

/// From here on the command may store something, and an interruption says whether it did. `once_stored`: what
/// is true when something is committed; a literal.
void may_be_interrupted(const char* once_stored = "what was stored before stays") noexcept;

/// Whether a line of progress stands on the terminal, which must go first.
void interruption_finds_line(bool is_shown) noexcept;

/// For a signal handler: the words on standard error, if the command stores anything.
void tell_interruption() noexcept;

}  // namespace audience
