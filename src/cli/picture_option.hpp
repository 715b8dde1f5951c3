// `--svg FILE`: what a screen says as a picture.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace audience {

class Session;
class VerbLine;

struct PictureOption {
  std::optional<std::string> file{};
  bool force = false;
  void declare(VerbLine& line);
  /// Throws Error(usage) for `--force` without a picture.
  void check() const;
  /// Writes the picture where one is asked for, whole or not at all; `-`: to standard output. Whether that is
  /// all there is to be said. Throws as AtomicFile.
  [[nodiscard]] bool write(const Session& session, const std::function<std::string()>& picture) const;
};

}  // namespace audience
