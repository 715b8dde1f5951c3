// Names and uses across documents.
#include "studio/document_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/wording.hpp"

namespace audience {

void refuse_same_names(std::vector<DocumentFile>& documents) {
  std::map<std::string, std::string> files;
  for (DocumentFile& one : documents) {
    const std::string& name = one.document.audience_name;
    if (name.empty()) continue;
    const auto [first, is_new] = files.emplace(name, one.file);
    if (is_new) continue;
    one.faults.add(one.document.name_place,
                   fmt::format("{} is the audience_name of {} too", in_quotes(name), first->second));
  }
}

void add_documents(std::vector<KnownAudience>& audiences, const std::vector<DocumentFile>& documents,
                   const std::function<std::string(std::size_t)>& new_id) {
  const auto named = [&](const std::string& name) {
    return std::find_if(audiences.begin(), audiences.end(),
                        [&](const KnownAudience& one) { return one.audience_name == name; });
  };
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::string& name = documents[i].document.audience_name;
    if (name.empty() || named(name) != audiences.end()) continue;
    audiences.push_back({new_id(i), name, {}});
  }
  for (const DocumentFile& one : documents) {
    const auto entry = named(one.document.audience_name);
    if (entry == audiences.end()) continue;
    Faults ignored;  // The document itself is told of them.
    Document copy = one.document;
    bind_audiences(copy, audiences, ignored);
    entry->uses = used_audiences(copy);
  }
}

}  // namespace audience
