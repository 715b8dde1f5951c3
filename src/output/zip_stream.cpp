// Headers as APPNOTE.TXT lays them out, little endian.
#include "output/zip_stream.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr std::uint16_t sizes_follow = 1U << 3U;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t version_plain = 20, version_zip64 = 45;
constexpr std::uint16_t zip64_extra = 1;
constexpr std::uint64_t most_16 = 0xFFFF, most_32 = 0xFFFF'FFFF;

template <typename Number>
void add(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
}

/// MS-DOS time and date in one, to two seconds, from 1980 on.
std::uint32_t dos_time(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = std::clamp(static_cast<int>(date.year()), 1980, 2107);
  const auto dos_date = static_cast<std::uint32_t>(year - 1980) << 9U |
                        static_cast<unsigned>(date.month()) << 5U | static_cast<unsigned>(date.day());
  const auto dos_clock = static_cast<std::uint32_t>(clock.hours().count()) << 11U |
                         static_cast<std::uint32_t>(clock.minutes().count()) << 5U |
                         static_cast<std::uint32_t>(clock.seconds().count()) >> 1U;
  return dos_date << 16U | dos_clock;
}

std::uint32_t capped(std::uint64_t value) { return static_cast<std::uint32_t>(std::min(value, most_32)); }

}  // namespace

void ZipStream::put(std::string_view bytes) {
  out_.write(bytes);
  position_ += bytes.size();
}

void ZipStream::begin_entry(std::string name, bool large) {
  Entry entry;
  entry.name = std::move(name);
  entry.offset = position_;
  entry.large = large;
  std::string header("PK\x03\x04");
  add(header, large ? version_zip64 : version_plain);
  add(header, sizes_follow);
  add(header, deflated);
  add(header, dos_time(written_at_));
  add(header, std::uint32_t{0});  // CRC and sizes follow
  for (int i = 0; i < 2; ++i) add(header, large ? static_cast<std::uint32_t>(most_32) : std::uint32_t{0});
  add(header, static_cast<std::uint16_t>(entry.name.size()));
  add(header, static_cast<std::uint16_t>(large ? 20 : 0));
  header += entry.name;
  if (large) {
    add(header, zip64_extra);
    add(header, std::uint16_t{16});
    for (int i = 0; i < 2; ++i) add(header, std::uint64_t{0});
  }
  put(header);
  entries_.push_back(std::move(entry));
}

void ZipStream::write(std::string_view bytes, std::string_view compressed) {
  Entry& entry = entries_.back();
  entry.crc = crc32_of(entry.crc, bytes);
  entry.size += bytes.size();
  entry.compressed_size += compressed.size();
  put(compressed);
}

void ZipStream::end_entry() {
  Entry& entry = entries_.back();
  entry.compressed_size += deflate_end().size();
  put(deflate_end());
  std::string descriptor("PK\x07\x08");
  add(descriptor, entry.crc);
  if (entry.large) {
    add(descriptor, entry.compressed_size);
    add(descriptor, entry.size);
  } else {
    if (std::max(entry.size, entry.compressed_size) >= most_32) {
      throw Error(ErrorKind::write_failed,
                  entry.name + " grew beyond 4 GiB, which its first rows did not show",
                  Remedy::leave_out_some);
    }
    add(descriptor, static_cast<std::uint32_t>(entry.compressed_size));
    add(descriptor, static_cast<std::uint32_t>(entry.size));
  }
  put(descriptor);
}

void ZipStream::add_to_directory(std::string& directory, const Entry& entry) const {
  // What does not fit into 32 bits stands in a ZIP64 extra field instead, in this order.
  std::string far;
  for (const std::uint64_t value : {entry.size, entry.compressed_size, entry.offset}) {
    if (value >= most_32) add(far, value);
  }
  const std::uint16_t version = far.empty() && !entry.large ? version_plain : version_zip64;
  directory += "PK\x01\x02";
  add(directory, version);  // made by
  add(directory, version);  // needed to read
  add(directory, sizes_follow);
  add(directory, deflated);
  add(directory, dos_time(written_at_));
  add(directory, entry.crc);
  add(directory, capped(entry.compressed_size));
  add(directory, capped(entry.size));
  add(directory, static_cast<std::uint16_t>(entry.name.size()));
  add(directory, static_cast<std::uint16_t>(far.empty() ? 0 : far.size() + 4));
  for (int i = 0; i < 3; ++i) add(directory, std::uint16_t{0});  // no comment, first disk, no attributes
  add(directory, std::uint32_t{0});
  add(directory, capped(entry.offset));
  directory += entry.name;
  if (far.empty()) return;
  add(directory, zip64_extra);
  add(directory, static_cast<std::uint16_t>(far.size()));
  directory += far;
}

std::string ZipStream::end_of_directory(std::uint64_t offset, std::uint64_t size) const {
  const std::uint64_t count = entries_.size();
  std::string end;
  if (offset >= most_32 || count >= most_16) {
    end += "PK\x06\x06";
    add(end, std::uint64_t{44});  // of the rest of this record
    add(end, version_zip64);
    add(end, version_zip64);
    add(end, std::uint64_t{0});  // disks
    add(end, count);
    add(end, count);
    add(end, size);
    add(end, offset);
    end += "PK\x06\x07";
    add(end, std::uint32_t{0});
    add(end, offset + size);
    add(end, std::uint32_t{1});
  }
  end += "PK\x05\x06";
  add(end, std::uint32_t{0});  // disks
  for (int i = 0; i < 2; ++i) add(end, static_cast<std::uint16_t>(std::min(count, most_16)));
  add(end, capped(size));
  add(end, capped(offset));
  add(end, std::uint16_t{0});
  return end;
}

void ZipStream::finish() {
  std::string directory;
  for (const Entry& entry : entries_) add_to_directory(directory, entry);
  const std::uint64_t offset = position_;
  put(directory);
  put(end_of_directory(offset, directory.size()));
}

}  // namespace audience
