// By the types of statfs(2).
#include "base/network_folder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/file_system.hpp"

namespace audience {
namespace {

constexpr std::array<std::uint32_t, 18> remote_types{
    0x6969,      // NFS
    0x517B,      // SMB
    0xFF534D42,  // CIFS
    0xFE534D42,  // SMB2
    0x65735546,  // FUSE: sshfs, virtiofs, cloud drives
    0x01021997,  // 9P: WSL, virtual machines
    0x00C36400,  // Ceph
    0x0BD00BD0,  // Lustre
    0x47504653,  // GPFS
    0x73757245,  // Coda
    0x5346414F,  // OpenAFS
    0x6B414653,  // kAFS
    0x01161970,  // GFS2
    0x7461636F,  // OCFS2
    0x564C,      // NCP
    0x786F4256,  // VirtualBox shared folders
    0xBACBACBC,  // VMware shared folders
    0x20030528,  // OrangeFS
};

}  // namespace

bool is_on_network(const std::filesystem::path& folder) {
  std::uint32_t type = 0;
  if (file_system().file_system_type(folder.c_str(), type) != 0) return true;
  return std::find(remote_types.begin(), remote_types.end(), type) != remote_types.end();
}

}  // namespace audience
