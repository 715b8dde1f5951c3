// Which file systems are another machine's, or a program's.
#include "base/network_folder.hpp"

#include <doctest/doctest.h>

#include "support/faulty_files.hpp"
#include "support/folder.hpp"

namespace audience {

TEST_CASE("file systems of networks and of programs are told from those of disks") {
  const Folder folder;
  FaultyFiles files;
  for (const std::uint32_t type : {0x6969U, 0xFF534D42U, 0x65735546U, 0x01021997U}) {
    files.be_of_type(type);
    CHECK(is_on_network(folder.path()));
  }
  for (const std::uint32_t type : {0xEF53U, 0x9123683EU, 0x58465342U, 0x01021994U}) {
    files.be_of_type(type);
    CHECK_FALSE(is_on_network(folder.path()));
  }
}

TEST_CASE("where that cannot be told it is taken for a network") {
  const Folder folder;
  FaultyFiles files;
  CHECK_FALSE(is_on_network(folder.path()));
  files.fail(1, EIO, "statfs");
  CHECK(is_on_network(folder.path()));
  CHECK(is_on_network(folder / "none"));
}

}  // namespace audience
