// Mapping, reading and unpacking.
#include "import/input_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "audience/error.hpp"
#include "base/gunzip.hpp"
#include "base/unzstd.hpp"
#include "base/utf8.hpp"
#include "import/encoding.hpp"
#include "import/workbook.hpp"
#include "import/zip_archive.hpp"

namespace audience {
namespace {

constexpr std::size_t block_size = std::size_t{8} << 20U;

[[noreturn]] void cannot_read(const std::string& file) {
  throw Error(ErrorKind::not_found, fmt::format("cannot read {}: {}", file, std::strerror(errno)));
}

/// As many bytes as there are, or fewer at the end only: a pipe may give them one by one.
std::size_t read_block(int descriptor, std::string& block, const std::string& file) {
  std::size_t size = 0;
  while (size < block.size()) {
    const ssize_t got = ::read(descriptor, block.data() + size, block.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(file);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return size;
}

bool begins_packed(int descriptor) {
  std::array<char, 4> beginning{};
  const ssize_t got = ::pread(descriptor, beginning.data(), beginning.size(), 0);
  const std::string_view bytes(beginning.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  return is_gzip(bytes) || is_zstd(bytes);
}

/// In which it must be read, if that is another than UTF-8.
std::optional<std::string> foreign_encoding(std::string_view text, const Reading& reading) {
  const auto marked = marked_encoding(text);
  const auto encoding = marked ? marked : reading.encoding;
  return encoding && !is_name_of_utf8(*encoding) ? encoding : std::nullopt;
}

bool same_time(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

std::string name_without_folder(const std::string& file) {
  return replace_invalid_utf8(std::filesystem::path(file).filename().string());
}

InputText::InputText(const std::string& file, const Reading& reading)
    : InputText(file, [&](std::string_view) { return reading; }) {}

InputText::InputText(const std::string& file, const Choose& choose, const TellProgress& progress)
    : name_(file == "-" ? "stdin" : file),
      opened_(file == "-" ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)),
      descriptor_(file == "-" ? STDIN_FILENO : opened_.get()) {
  if (descriptor_ < 0 || ::fstat(descriptor_, &info_) != 0) cannot_read(file);
  if (S_ISDIR(info_.st_mode))
    throw Error(ErrorKind::invalid_input, name_ + " is a folder, not a file", "name a file in it");
  if (!map()) read(progress);
  convert(choose(whole_), progress);
  text_ = whole_;
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

InputText::InputText(std::string name, std::unique_ptr<HeldText> text, char delimiter)
    : name_(std::move(name)),
      opened_(-1),
      descriptor_(-1),
      held_(std::move(text)),
      delimiter_(delimiter),
      whole_(held_->finish()),
      text_(whole_) {}

bool InputText::map() {
  const bool is_plain = opened_.get() >= 0 && S_ISREG(info_.st_mode) && info_.st_size > 0;
  if (!is_plain || begins_packed(descriptor_)) return false;
  mapping_ =
      MappedFile::map(descriptor_, static_cast<std::size_t>(info_.st_size), MappedFile::Reading::in_order);
  if (mapping_) whole_ = mapping_->bytes();
  return mapping_ != nullptr;
}

void InputText::read(const TellProgress& progress) {
  held_ = std::make_unique<HeldText>();
  std::string block(block_size, '\0');
  const std::string name = name_without_folder(name_);
  Progress now{.work = Work::reading,
               .subject = name,
               .all = S_ISREG(info_.st_mode) ? info_.st_size : 0,
               .unit = "bytes"};
  const auto next_block = [&] {
    tell(progress, now);
    const std::size_t size = read_block(descriptor_, block, name_);
    now.done += static_cast<std::int64_t>(size);
    return size;
  };
  std::size_t size = next_block();
  const auto bytes = [&] { return std::string_view(block).substr(0, size); };
  const auto hold = [this](std::string_view unpacked) { held_->append(unpacked); };
  const auto feed_all = [&](auto& unpacker) {
    now.work = Work::unpacking;
    for (; size > 0; size = next_block()) unpacker.feed(bytes());
    unpacker.finish();
  };
  if (is_gzip(bytes())) {
    Gunzip gunzip(name_, hold);
    feed_all(gunzip);
  } else if (is_zstd(bytes())) {
    Unzstd unzstd(name_, hold);
    feed_all(unzstd);
  } else {
    for (; size > 0; size = next_block()) hold(bytes());
  }
  whole_ = held_->finish();
}

/// Into UTF-8, where it is something else. What it was is needed no more then.
void InputText::convert(const Reading& reading, const TellProgress& progress) {
  refuse_old_workbook(whole_, name_);
  is_workbook_ = is_zip(whole_);
  if (reading.sheet && !is_workbook_)
    throw Error(ErrorKind::invalid_input, name_ + " is no workbook").about(Setting::sheet, *reading.sheet);
  const auto encoding = foreign_encoding(whole_, reading);
  if (!is_workbook_ && !encoding) return;
  tell(progress, {.work = Work::unpacking, .subject = name_without_folder(name_)});
  auto converted = std::make_unique<HeldText>();
  const auto take = [&](std::string_view text) { converted->append(text); };
  if (is_workbook_) {
    delimiter_ = ',';
    read_workbook(whole_, name_, reading.sheet, take);
  } else {
    Decoder decoder(*encoding, name_, take);
    for_each_block(whole_, [&](std::string_view block) { decoder.feed(block); });
    decoder.finish();
  }
  if (held_) held_->check();
  held_ = std::move(converted);
  whole_ = held_->finish();
}

void InputText::check_unchanged() const {
  if (held_) held_->check();
  if (!mapping_) return;
  struct stat now {};
  if (::fstat(descriptor_, &now) != 0) cannot_read(name_);
  const bool is_cut = mapping_->is_torn() || now.st_size < info_.st_size;
  if (!is_cut && now.st_size == info_.st_size && same_time(now.st_mtim, info_.st_mtim)) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} was {} while it was read", name_, is_cut ? "cut" : "written"),
              "nothing was stored; try again when it is whole");
}

void InputText::leave(const char* before) const {
  const auto size = static_cast<std::size_t>(before - whole_.data());
  if (held_) {
    held_->leave(size);
  } else {
    mapping_->leave(size);
  }
}

void InputText::for_each_block(std::string_view part,
                               const std::function<void(std::string_view)>& look) const {
  while (!part.empty()) {
    const std::size_t line_end = part.find('\n', std::min(block_size, part.size()) - 1);
    const std::string_view block =
        part.substr(0, line_end == std::string_view::npos ? line_end : line_end + 1);
    look(block);
    part.remove_prefix(block.size());
    leave(part.data());
  }
}

bool RecordWalk::next(CsvRecord& record) {
  if (reader_.position() - left_ > block_size) {
    left_ = reader_.position();
    input_.leave(records_.data() + left_);
  }
  return reader_.next(record);
}

void ScatteredReads::note(std::size_t bytes) {
  constexpr std::size_t most = std::size_t{64} << 20U;
  read_ += bytes;
  if (read_ < most) return;
  read_ = 0;
  input_.leave(input_.text().data() + input_.text().size());
}

}  // namespace audience
