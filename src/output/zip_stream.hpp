// A ZIP archive written from front to back, also into a pipe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "output/deflate.hpp"
#include "output/output_stream.hpp"

namespace audience {

/// Entries one after another, deflated, their sizes behind them in data descriptors (APPNOTE 6.3.9, 4.3.9).
/// An entry holds less than 4 GiB; the archive may be larger (ZIP64, only where it must be, for some readers
/// know it badly).
class ZipStream {
 public:
  ZipStream(OutputStream& out, TimePoint written_at) : out_(out), written_at_(written_at) {}

  /// `large`: it may need more than 4 GiB, before or after compression.
  void begin_entry(std::string name, bool large = false);
  /// `compressed` is what a Deflater made of `bytes`.
  void write(std::string_view bytes, std::string_view compressed);
  void write(std::string_view bytes) { write(bytes, deflater_.compress(bytes)); }
  void end_entry();  ///< throws Error(write_failed) if it outgrew 4 GiB and was not begun as large
  void finish();     ///< the directory of all entries

 private:
  struct Entry {
    std::string name;
    std::uint64_t offset = 0, compressed_size = 0, size = 0;
    std::uint32_t crc = 0;
    bool large = false;
  };
  void put(std::string_view bytes);
  void add_to_directory(std::string& directory, const Entry& entry) const;
  [[nodiscard]] std::string end_of_directory(std::uint64_t offset, std::uint64_t size) const;
  OutputStream& out_;
  TimePoint written_at_;
  Deflater deflater_;
  std::vector<Entry> entries_;
  std::uint64_t position_ = 0;
};

}  // namespace audience
