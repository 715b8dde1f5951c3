// Flipped, cut, emptied, gone, or taken from another.
#include "column_damage.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "support/folder.hpp"

namespace audience::oracle {

void damage_folder(const std::filesystem::path& folder, Random& random) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  if (files.empty()) return;
  std::sort(files.begin(), files.end());
  const std::filesystem::path& damaged = one_of(random, files);
  std::string bytes = file_text(damaged);
  switch (pick(random, 1, 5)) {
    case 1:
      if (!bytes.empty()) bytes[pick_index(random, bytes.size())] ^= 4;
      break;
    case 2:
      bytes.resize(bytes.empty() ? 0 : pick_index(random, bytes.size()));
      break;
    case 3:
      bytes = file_text(one_of(random, files));
      break;
    case 4:
      std::filesystem::remove(damaged);
      return;
    default:
      bytes.clear();
  }
  write_file(damaged, bytes);
}

}  // namespace audience::oracle
