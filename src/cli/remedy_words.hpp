// Errors in the words of the command line: the only place that knows which option or verb is the remedy.
#pragma once

#include <string>

#include "audience/error.hpp"
#include "cli/invocation.hpp"
#include "json/fault.hpp"

namespace audience {

/// One sentence that says what to do, or empty. Commands in it stand whole between backticks, as whoever
/// called the tool so can give them to a shell; a file or name that nobody can know is a word in capitals.
std::string remedy_words(const Advice& advice, const Invocation& by);
/// The same for each fault of a document.
RemedyWords words_for(const Invocation& by);

/// What went wrong: with the option that it is about, and a line with its remedy for each fault of documents.
std::string message_words(const Error& error, const Invocation& by);

/// The message, then behind a semicolon the remedy, if there is one.
std::string in_one_line(const Error& error, const Invocation& by);

}  // namespace audience
