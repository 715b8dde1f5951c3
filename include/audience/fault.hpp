// What is wrong in audience documents, and where: an error whose faults are values.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "audience/error.hpp"

namespace audience {

/// Where a value stands in its file: line and column from 1 (columns count bytes), and its JSON pointer (RFC
/// 6901).
struct Place {
  int line = 1;
  int column = 1;
  std::string pointer;
};

struct Fault {
  Place place;
  std::string message;  ///< what is wrong and, where one is known, the nearest right value
  Advice advice = {};   ///< a remedy that a front end has words for
};

struct FaultyFile {
  std::string name;                              ///< as whoever gave the document calls it
  std::vector<Fault> faults;                     ///< by place, the first twenty
  std::size_t unlisted = 0;                      ///< how many there are beyond them
  std::shared_ptr<const std::string> text = {};  ///< in which the places lie; none where nothing was read
};

/// Documents that cannot be used as they are, with all that is wrong in them. Its text is a line for each
/// fault, `file:line:column pointer: message`.
class FaultyDocument : public Error {
 public:
  explicit FaultyDocument(std::vector<FaultyFile> files);  ///< invalid_input
  [[nodiscard]] const std::vector<FaultyFile>& files() const noexcept { return *files_; }

 private:
  std::shared_ptr<const std::vector<FaultyFile>> files_;  ///< an exception is copied without throwing
};

}  // namespace audience
