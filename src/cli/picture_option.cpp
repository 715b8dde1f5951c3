// A file as exports are written.
#include "cli/picture_option.hpp"

#include "audience/error.hpp"
#include "cli/command_line.hpp"
#include "cli/session.hpp"
#include "output/atomic_file.hpp"

namespace audience {

void PictureOption::declare(VerbLine& line) {
  line.option("--svg", file, "FILE", "write it as a picture too; - in place of the answer")
      .flag("--force", force, "replace that file if it is there");
}

void PictureOption::check() const {
  if (force && !file) throw Error(ErrorKind::usage, "--force is for --svg");
  if (file && file->empty()) throw Error(ErrorKind::usage, "--svg needs the name of a file");
}

bool PictureOption::write(const Session& session, const std::function<std::string()>& picture) const {
  return PictureFile(*this, session).write(picture);
}

PictureFile::PictureFile(const PictureOption& option, const Session& session)
    : session_(session), replaces_answer_(option.file == "-") {
  if (!option.file || replaces_answer_) return;
  session.refuse_own_file(*option.file);
  constexpr mode_t readable_by_all = 0644;
  target_ = std::make_unique<AtomicFile>(
      *option.file, option.force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse,
      readable_by_all);
}

PictureFile::~PictureFile() = default;

bool PictureFile::write(const std::function<std::string()>& picture) {
  if (replaces_answer_) session_.out().write(picture());
  if (target_) {
    target_->stream().write(picture());
    target_->commit();
  }
  return replaces_answer_;
}

}  // namespace audience
