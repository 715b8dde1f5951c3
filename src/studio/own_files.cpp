// Files compared by what they are, whatever they are called.
#include "studio/own_files.hpp"

#include "audience/error.hpp"

namespace audience {

void refuse_own_file(const StudioSettings& settings, const std::filesystem::path& target) {
  if (target.empty()) throw Error(ErrorKind::usage, "the name of the file is empty", "name a file");
  std::error_code ignored;
  const auto database =
      std::filesystem::weakly_canonical(std::filesystem::absolute(settings.database_file), ignored);
  const auto file = std::filesystem::weakly_canonical(std::filesystem::absolute(target), ignored);
  const auto links = std::filesystem::weakly_canonical(spool_of(settings.database_file).folder(), ignored);
  bool own = file.parent_path() == links || std::filesystem::equivalent(file, database, ignored) ||
             std::filesystem::equivalent(file, key_file_of(settings), ignored);
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) own = own || file == database.string() + suffix;
  if (own) {
    throw Error(ErrorKind::conflict, target.string() + " is a file of the database's own",
                "name another file");
  }
}

}  // namespace audience
