// Documents read one by one.
#include "cli/document_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "audience/error.hpp"

namespace audience {

DocumentFile read_document(const std::string& file) {
  DocumentFile one{file == "-" ? "stdin" : file, {}, {}};
  one.document = parse_document(read_file(file, largest_document + 1), one.faults);
  return one;
}

std::vector<std::string> document_files(const std::vector<std::string>& given) {
  std::vector<std::string> files;
  for (const std::string& name : given) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(name, ignored)) {
      files.push_back(name);
      continue;
    }
    const std::size_t first = files.size();
    std::error_code fault;
    std::filesystem::directory_iterator entry(name, fault);
    for (; !fault && entry != std::filesystem::directory_iterator(); entry.increment(fault)) {
      if (entry->path().extension() == ".json") files.push_back(entry->path().string());
    }
    if (fault) throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", name, fault.message()));
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
  }
  return files;
}

}  // namespace audience
