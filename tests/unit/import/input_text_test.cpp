// The whole input as one text: plain, compressed, marked, missing, damaged.
#include "import/input_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "base/gunzip.hpp"
#include "support/error_kind.hpp"
#include "support/faulty_files.hpp"
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

TEST_CASE("gzip may come in pieces of any size") {
  const std::string file = std::string(member) + std::string(member) + "\x1f padding";
  for (std::size_t size = 1; size < file.size(); ++size) {
    CAPTURE(size);
    std::string text;
    Gunzip gunzip("input", [&](std::string_view unpacked) { text += unpacked; });
    for (std::size_t at = 0; at < file.size(); at += size)
      gunzip.feed(std::string_view(file).substr(at, size));
    gunzip.finish();
    CHECK(text == "customer_id\n1\ncustomer_id\n1\n");
  }
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

TEST_CASE("a file that is not there is not found and a folder is no file") {
  CHECK(fault_of("/nowhere/absent.csv") == ErrorKind::not_found);
  CHECK(fault_of(std::filesystem::temp_directory_path().string()) == ErrorKind::invalid_input);
}

TEST_CASE("a file that is cut while it is read can be read on and is refused") {
  const std::string whole(std::size_t{1} << 20U, 'a');
  for (const std::size_t left : {std::size_t{0}, std::size_t{5000}, whole.size() - 1}) {
    CAPTURE(left);
    const TemporaryFile file(whole);
    const InputText input(file.path.string());
    const TemporaryFile other(whole);
    const InputText stays(other.path.string());
    CHECK(input.text().front() == 'a');
    CHECK_NOTHROW(input.check_unchanged());
    std::filesystem::resize_file(file.path, left);
    CHECK(input.text().size() == whole.size());
    CHECK(static_cast<std::size_t>(std::count(input.text().begin(), input.text().end(), 'a')) < whole.size());
    CHECK(kind_of([&] { input.check_unchanged(); }) == ErrorKind::invalid_input);
    CHECK(stays.text() == whole);
    CHECK_NOTHROW(stays.check_unchanged());
  }
}

TEST_CASE("a file that is written while it is read is refused") {
  const TemporaryFile file("customer_id\n1\n");
  const InputText input(file.path.string());
  std::this_thread::sleep_for(std::chrono::milliseconds{20});  // a clock of files may tick every ten
  write_file(file.path, "customer_id\n2\n");
  CHECK(kind_of([&] { input.check_unchanged(); }) == ErrorKind::invalid_input);
}

TEST_CASE("more files than are mapped at once are read all the same") {
  const TemporaryFile file("customer_id\n1\n");
  std::vector<std::unique_ptr<InputText>> inputs;
  for (int i = 0; i < 20; ++i) inputs.push_back(std::make_unique<InputText>(file.path.string()));
  for (const auto& input : inputs) CHECK(input->text() == "customer_id\n1\n");
}

TEST_CASE("blocks of a text end behind lines and are the whole of it") {
  std::string text;
  while (text.size() < std::size_t{20} << 20U) text += "customer " + std::to_string(text.size()) + "\n";
  text += "no end of line";
  const TemporaryFile file(text);
  const InputText input(file.path.string());
  std::string together;
  std::size_t blocks = 0;
  input.for_each_block(input.text(), [&](std::string_view block) {
    CHECK((block.back() == '\n' || together.size() + block.size() == text.size()));
    together += block;
    ++blocks;
  });
  CHECK(blocks > 1);
  CHECK(together == text);
  CHECK(input.text() == text);
}

TEST_CASE("what is large and held lies in a file that is nowhere to be found") {
  HeldText held;
  std::string text;
  for (int i = 0; i < 5; ++i) {
    const std::string part(std::size_t{8} << 20U, static_cast<char>('a' + i));
    held.append(part);
    text += part;
  }
  CHECK(held.finish() == text);
  held.leave(text.size());
  CHECK(held.finish() == text);
  CHECK_NOTHROW(held.check());
  HeldText small;
  small.append("a");
  CHECK(small.finish() == "a");
}

TEST_CASE("a temporary file that cannot be written is told, and another folder is tried for one") {
  FaultyFiles files;
  HeldText held;
  held.append(std::string(std::size_t{32} << 20U, 'a'));
  files.fail(1, EACCES, "open");
  held.append("b");
  CHECK(files.failed() == "open");
  files.fail(1, ENOSPC, "write");
  CHECK(kind_of([&] { held.append("c"); }) == ErrorKind::write_failed);
}

}  // namespace audience
