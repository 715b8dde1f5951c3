// The file that keeps what a command could not take from another.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "output/atomic_file.hpp"

namespace audience {

class Session;
class VerbLine;

/// It lasts before what it belongs to is stored, and is taken back where that then fails.
class RejectsFile {
 public:
  /// Throws as AtomicFile.
  RejectsFile(std::string name, AtomicFile::Existing existing);
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  void write(std::string_view bytes) { file_.stream().write(bytes); }
  void keep();                        ///< under its name, on disk; once is enough
  void settle() { settled_ = true; }  ///< all is stored, or is meant not to be: it stays
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  AtomicFile file_;
  bool kept_ = false, settled_ = false;
};

/// `--rejects` and `--force`.
struct RejectsOptions {
  std::string help;  ///< of `--rejects`, for each command keeps something else
  std::optional<std::string> file{};
  bool force = false;
  void declare(VerbLine& line);
  /// Nothing where no file was named. Throws Error(conflict) where it is one of the files that are read, and
  /// as Session::refuse_own_file and RejectsFile.
  [[nodiscard]] std::unique_ptr<RejectsFile> open(const Session& session,
                                                  const std::vector<std::string>& read) const;
};

}  // namespace audience
