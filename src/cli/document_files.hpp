// Documents named on the command line, read and checked together.
#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"
#include "model/audience_uses.hpp"
#include "model/document.hpp"

namespace audience {

struct DocumentFile {
  std::string file;
  Document document;
  Faults faults;
};

/// A folder stands for the `.json` files in it, by name.
std::vector<std::string> document_files(const std::vector<std::string>& given);

/// Reads one; what is wrong with its form is in its faults.
DocumentFile read_document(const std::string& file);

/// A fault for each that bears the name of one before it.
void refuse_same_names(std::vector<DocumentFile>& documents);

/// Adds the documents to the audiences that filters may name, each in place of the stored one of its name, so
/// that they may name each other and cycles through them are seen. New ones get ids of `new_id(position)`.
void add_documents(std::vector<KnownAudience>& audiences, const std::vector<DocumentFile>& documents,
                   const std::function<std::string(std::size_t)>& new_id);

}  // namespace audience
