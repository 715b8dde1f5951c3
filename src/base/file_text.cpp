// Read in blocks: what is no plain file has no size beforehand.
#include "base/file_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "audience/error.hpp"

namespace audience {

std::string read_file(const std::string& file, std::size_t most) {
  const int descriptor = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(errno)));
  std::string text;
  std::array<char, 65536> block{};
  ssize_t got = 0;
  while ((got = ::read(descriptor, block.data(), block.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > most) break;
  }
  const int fault = errno;
  if (descriptor != STDIN_FILENO) ::close(descriptor);
  if (got < 0)
    throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(fault)));
  return text;
}

}  // namespace audience
