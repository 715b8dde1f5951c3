// Archives read back by another program, and the forms of large ones.
#include "output/zip_stream.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace audience {
namespace {

struct Archive {
  Archive() {
    REQUIRE((descriptor = ::mkstemp(name.data())) >= 0);
    stream = std::make_unique<OutputStream>(descriptor, name);
  }
  ~Archive() {
    ::close(descriptor);
    ::unlink(name.c_str());
  }
  /// What a Python program prints of the archive `a`.
  [[nodiscard]] std::string python(const std::string& program) const {
    const std::string command =
        "/usr/bin/python3 -c \"import zipfile\na = zipfile.ZipFile('" + name + "')\n" + program + "\" 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    std::array<char, 4096> block{};
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), pipe))
      text.append(block.data(), got);
    ::pclose(pipe);
    return text;
  }

  std::string name = "/tmp/audience_zip_XXXXXX";
  int descriptor = -1;
  std::unique_ptr<OutputStream> stream;
};

TEST_CASE("blocks compressed apart are one entry that reads back") {
  Archive archive;
  ZipStream zip(*archive.stream, from_unix(1694678691));
  Deflater other;
  zip.begin_entry("one.txt");
  zip.write("first,");
  zip.write("second,", other.compress("second,"));
  zip.write("");
  zip.end_entry();
  zip.begin_entry("folder/large.txt", true);
  for (int i = 0; i < 50; ++i) zip.write(std::string(100'000, static_cast<char>('a' + i % 26)));
  zip.end_entry();
  zip.begin_entry("empty");
  zip.end_entry();
  zip.finish();
  archive.stream->flush();
  CHECK(archive.python("print(a.testzip(), a.namelist(), a.read('one.txt'), a.read('empty'))") ==
        "None ['one.txt', 'folder/large.txt', 'empty'] b'first,second,' b''\n");
  CHECK(archive.python("print(a.read('folder/large.txt') == b''.join(bytes([97 + i % 26]) * 100000 for i in "
                       "range(50)))") == "True\n");
  CHECK(archive.python("print(a.getinfo('one.txt').date_time)") == "(2023, 9, 14, 8, 4, 50)\n");
}

TEST_CASE("bytes that do not shrink are kept") {
  Archive archive;
  ZipStream zip(*archive.stream, from_unix(0));
  std::string noise(300'000, '\0');
  std::uint32_t state = 1;
  for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24U);
  zip.begin_entry("noise");
  zip.write(noise);
  zip.end_entry();
  zip.finish();
  archive.stream->flush();
  CHECK(archive.python("print(a.testzip(), a.getinfo('noise').file_size)") == "None 300000\n");
  CHECK(archive.python("print(a.getinfo('noise').date_time[0])") == "1980\n");
}

TEST_CASE("checksums go on from one another") {
  CHECK(crc32_of(0, "123456789") == 0xCBF43926);
  CHECK(crc32_of(crc32_of(0, "1234"), "56789") == 0xCBF43926);
}

}  // namespace
}  // namespace audience
