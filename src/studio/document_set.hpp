// Documents that are checked together: they may name each other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "json/fault.hpp"
#include "model/audience_uses.hpp"
#include "model/document.hpp"

namespace audience {

struct DocumentFile {
  std::string file;
  Document document;
  Faults faults;
};

/// A fault for each that bears the name of one before it.
void refuse_same_names(std::vector<DocumentFile>& documents);

/// Adds the documents to the audiences that filters may name, each in place of the stored one of its name, so
/// that they may name each other and cycles through them are seen. New ones get ids of `new_id(position)`.
void add_documents(std::vector<KnownAudience>& audiences, const std::vector<DocumentFile>& documents,
                   const std::function<std::string(std::size_t)>& new_id);

}  // namespace audience
