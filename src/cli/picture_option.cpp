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
  if (!file) return false;
  if (*file == "-") {
    session.out().write(picture());
    return true;
  }
  session.refuse_own_file(*file);
  constexpr mode_t readable_by_all = 0644;
  AtomicFile target(*file, force ? AtomicFile::Existing::replace : AtomicFile::Existing::refuse,
                    readable_by_all);
  target.stream().write(picture());
  target.commit();
  return false;
}

}  // namespace audience
