// Errors in the words of the command line: the only place that knows which option or verb is the remedy.
#pragma once

#include <string>

#include "audience/error.hpp"

namespace audience {

/// One sentence that says what to do, or empty.
std::string remedy_words(const Advice& advice);

/// What went wrong: with the option that it is about, and a line with its remedy for each fault of documents.
std::string message_words(const Error& error);

/// The message, then behind a semicolon the remedy, if there is one.
std::string in_one_line(const Error& error);

}  // namespace audience
