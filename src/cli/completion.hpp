// What the shells' scripts ask for while a line is typed.
#pragma once

#include <string>
#include <vector>

namespace audience {

class Session;

bool asks_for_completion(const std::vector<std::string>& arguments);

/// `__complete words WORD... TYPED`: what may stand in place of TYPED, the words of the line without the tool
/// before it. The answer's first line says how it is meant (`files`: files may stand there too; `nospace`:
/// one may be gone on with; `list`: words after the last comma), each further one is a word, a tab and a
/// note.
/// `__complete bash LINE BREAKS`: the same for a line up to the cursor, as bash keeps and quotes it.
/// Reads only, waits hardly, and is silent where anything fails.
void answer_completion(const std::vector<std::string>& arguments, Session& session);

}  // namespace audience
