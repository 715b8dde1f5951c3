// The whole input as one text: plain, compressed, marked, missing, damaged.
#include "import/input_text.hpp"

#include <doctest/doctest.h>

#include "support/error_kind.hpp"
#include "support/folder.hpp"

namespace audience {
namespace {

/// `customer_id\n1\n` as one gzip member, with no name and no time.
constexpr std::string_view member(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x2e\x2d\x2e\xc9\xcf\x4d"
    "\x2d\x8a\xcf\x4c\xe1\x32\xe4\x02\x00\x34\x9c\x6e\x03\x0e\x00\x00\x00",
    34);

struct TemporaryFile {
  explicit TemporaryFile(std::string_view bytes) { write_file(path, bytes); }

  Folder folder;
  std::filesystem::path path = folder / "input";
};

std::string text_of(std::string_view bytes) {
  const TemporaryFile file(bytes);
  return std::string(InputText(file.path.string()).text());
}

ErrorKind fault_of(const std::string& file) {
  return kind_of([&] { const InputText input(file); });
}

}  // namespace

TEST_CASE("a plain file is its bytes without the byte order mark") {
  CHECK(text_of("a,b\n1,2\n") == "a,b\n1,2\n");
  CHECK(text_of("\xEF\xBB\xBF"
                "a\n") == "a\n");
  CHECK(text_of("a\n\xEF\xBB\xBF") == "a\n\xEF\xBB\xBF");
  CHECK(text_of("").empty());
  CHECK(text_of("\x1F") == "\x1F");
}

TEST_CASE("gzip is known by its first bytes and may have several members") {
  const std::string one(member);
  CHECK(text_of(one) == "customer_id\n1\n");
  CHECK(text_of(one + one) == "customer_id\n1\ncustomer_id\n1\n");
  CHECK(text_of(one + std::string(512, '\0')) == "customer_id\n1\n");
}

TEST_CASE("a gzip file that is cut off or damaged is refused wherever the fault lies") {
  for (std::size_t size = 2; size < member.size(); ++size) {
    CAPTURE(size);
    const TemporaryFile cut(member.substr(0, size));
    CHECK(fault_of(cut.path.string()) == ErrorKind::invalid_input);
  }
  std::string second(member);
  second += member.substr(0, member.size() - 1);
  const TemporaryFile cut_second(second);
  CHECK(fault_of(cut_second.path.string()) == ErrorKind::invalid_input);
  std::string damaged(member);
  damaged[damaged.size() - 8] = static_cast<char>(damaged[damaged.size() - 8] ^ 1);
  const TemporaryFile wrong_checksum(damaged);
  CHECK(fault_of(wrong_checksum.path.string()) == ErrorKind::invalid_input);
}

TEST_CASE("a file that is not there and a folder cannot be read") {
  CHECK(fault_of("/nowhere/absent.csv") == ErrorKind::not_found);
  CHECK(fault_of(std::filesystem::temp_directory_path().string()) == ErrorKind::not_found);
}

}  // namespace audience
