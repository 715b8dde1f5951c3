// What a disk may do to the files of columns.
#pragma once

#include <filesystem>

#include "random_shop.hpp"

namespace audience::oracle {

/// To one file of the folder, by chance.
void damage_folder(const std::filesystem::path& folder, Random& random);

}  // namespace audience::oracle
