// What a document means and what each of its filters does, on today's data and as it was stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/postgresql/server_script.hpp"
#include "studio/evaluate.hpp"
#include "studio/studio.hpp"

namespace audience {

/// An evaluation on the data of now.
struct PresentEvaluation {
  Evaluation evaluation;
  AsOf as_of{};
  std::optional<NewestEvent> newest{};  ///< of a document
  EvaluationNotices notices{};
  std::int64_t unmatched = 0;  ///< of a list: values that no customer has
};

/// What there is to tell: of a document its evaluation, of a stored audience what was kept and, where it is
/// asked for, its evaluation too.
struct Explanation {
  Document document;  ///< audiences by name
  std::optional<StoredView> stored;
  std::optional<PresentEvaluation> present;
  std::vector<std::string> notes;  ///< about values that nobody has
};

/// Throws as bind_text.
Explanation explain_text(const Studio& studio, const std::string& text, const std::string& file, AsOf as_of);
/// By what was kept; with `as_of` by the data of now too. Throws Error(not_found), and as evaluate_stored.
Explanation explain_stored(const Studio& studio, const std::string& audience, std::optional<AsOf> as_of);

/// What a server is asked for a document.
struct ServerExplanation {
  std::optional<std::string> audience_id;  ///< of a stored one
  std::string audience_name, server;       ///< the server's address for messages
  AsOf as_of{};
  std::vector<ServerRun> runs;
};

/// Runs what it tells. The data lies on a server. Throws as bind_text.
ServerExplanation explain_sql_of_text(const Studio& studio, const std::string& text, const std::string& file,
                                      AsOf as_of);
/// The same; throws Error(not_found), Error(usage) for an uploaded list, and as bind_stored.
ServerExplanation explain_sql_of_stored(const Studio& studio, const std::string& audience, AsOf as_of);

}  // namespace audience
