// A document as one line that says every bracket.
#pragma once

#include <string>

#include "model/document.hpp"

namespace audience {

/// The whole document in one line with every bracket that evaluation implies, texts in JSON quotes and
/// nothing left out:
/// `(age between 37 and 74 and email_consent in (true)) and (purchases count = 0 in the last 180 days)`.
/// Grammar: man/audience-explain.1, FORMULAS.
std::string formula(const Document& document);

}  // namespace audience
