// `--svg FILE`: what a screen says as a picture.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace audience {

class AtomicFile;
class Session;
class VerbLine;

struct PictureOption {
  std::optional<std::string> file{};
  bool force = false;
  void declare(VerbLine& line);
  /// Throws Error(usage) for `--force` without a picture.
  void check() const;
  /// Writes the picture where one is asked for, as PictureFile does.
  [[nodiscard]] bool write(const Session& session, const std::function<std::string()>& picture) const;
};

/// Open before the work begins whose result it shows: what keeps the file from being written is told then.
class PictureFile {
 public:
  /// Throws as AtomicFile, and Error(conflict) for a file of the database's own.
  PictureFile(const PictureOption& option, const Session& session);
  ~PictureFile();
  PictureFile(const PictureFile&) = delete;
  PictureFile& operator=(const PictureFile&) = delete;
  /// Writes the picture where one is asked for, whole or not at all; `-`: to standard output. Whether that is
  /// all there is to be said. Throws as AtomicFile.
  [[nodiscard]] bool write(const std::function<std::string()>& picture);

 private:
  const Session& session_;
  bool replaces_answer_ = false;
  std::unique_ptr<AtomicFile> target_;  ///< none: no file is asked for
};

}  // namespace audience
