// What was written is read, and nothing else is ever taken for it.
#include "storage/columns/column_file.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "support/folder.hpp"

namespace audience {
namespace {

constexpr std::uint64_t id = 77;

struct Sample {
  std::vector<std::uint32_t> numbers;
  std::vector<double> reals{0.5, -1e300};
  std::string text = "texts as they are";
};

Sample sample(std::size_t numbers) {
  Sample made;
  for (std::size_t i = 0; i < numbers; ++i) made.numbers.push_back(static_cast<std::uint32_t>(i * i));
  return made;
}

void write(const std::filesystem::path& path, const Sample& sample) {
  std::filesystem::remove(path);
  ColumnFileWriter file(path, id, 0600);
  file.add(sample.numbers);
  file.add(sample.reals);
  file.add(std::vector<std::int64_t>{});
  file.begin_section();
  file.append(sample.text.substr(0, 5));
  file.append(sample.text.substr(5));
  const std::uint64_t bytes = file.finish();
  CHECK(bytes == std::filesystem::file_size(path));
}

/// Whether all of it is read as it was written. Throws ColumnsUnusable.
bool reads_as(const ColumnFile& file, const Sample& sample) {
  const auto numbers = file.values<std::uint32_t>(0);
  const auto reals = file.values<double>(1);
  const auto text = file.values<char>(3);
  const bool is_same =
      std::equal(numbers.begin(), numbers.end(), sample.numbers.begin(), sample.numbers.end()) &&
      std::equal(reals.begin(), reals.end(), sample.reals.begin(), sample.reals.end()) &&
      file.size<std::int64_t>(2) == 0 && std::string(text.begin(), text.end()) == sample.text;
  file.check_whole();
  return is_same;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("sections are read as they were written, over many blocks and in parts") {
  const Folder folder;
  const Sample long_one = sample(100'000);
  write(folder / "columns", long_one);
  const ColumnFile file(folder / "columns", id);
  CHECK(file.values<std::uint32_t>(0, 70'000, 3)[1] == 70'001U * 70'001U);
  CHECK(reads_as(file, long_one));
  file.verify_all();
  CHECK_THROWS_AS((void)file.values<std::uint32_t>(0, 99'999, 2), ColumnsUnusable);
  CHECK_THROWS_AS((void)file.values<std::uint32_t>(4), ColumnsUnusable);
  CHECK_THROWS_AS(ColumnFile(folder / "columns", id + 1), ColumnsUnusable);
  CHECK_THROWS_AS(ColumnFile(folder / "none", id), ColumnsUnusable);
}

TEST_CASE("a file with any byte changed or cut off is known or does not matter") {
  const Folder folder;
  const Sample short_one = sample(40);
  write(folder / "columns", short_one);
  const std::string whole = bytes_of(folder / "columns");
  int known = 0;
  const auto look = [&](const std::string& damaged) {
    put(folder / "columns", damaged);
    try {
      const ColumnFile file(folder / "columns", id);
      const bool is_same = reads_as(file, short_one);
      CHECK(is_same);
    } catch (const ColumnsUnusable&) {
      ++known;
    }
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    look(damaged);
    look(whole.substr(0, i));
  }
  CHECK(known > static_cast<int>(whole.size()) * 3 / 2);
}

TEST_CASE("a file that is cut while it is read is known") {
  const Folder folder;
  const Sample long_one = sample(100'000);
  write(folder / "columns", long_one);
  const ColumnFile file(folder / "columns", id);
  std::filesystem::resize_file(folder / "columns", 4096);
  CHECK_THROWS_AS((void)reads_as(file, long_one), ColumnsUnusable);
}

}  // namespace audience
