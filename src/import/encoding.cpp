// iconv, fed as the bytes come.
#include "import/encoding.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "audience/error.hpp"
#include "base/suggestion.hpp"

namespace audience {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;

/// Those that people have; iconv knows more, by more names.
const std::vector<std::string>& usual_encodings() {
  static const std::vector<std::string> names{
      "utf-8",        "utf-16",       "utf-16le",     "utf-16be",   "windows-1250", "windows-1251",
      "windows-1252", "windows-1253", "windows-1254", "iso-8859-1", "iso-8859-2",   "iso-8859-5",
      "iso-8859-7",   "iso-8859-9",   "iso-8859-15",  "latin1",     "macintosh",    "koi8-r",
      "ibm850",       "shift_jis",    "euc-jp",       "gb18030",    "big5",         "euc-kr"};
  return names;
}

}  // namespace

std::optional<std::string> marked_encoding(std::string_view beginning) {
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> marks{
      {{"\xEF\xBB\xBF"sv, "UTF-8"},
       {"\xFF\xFE\0\0"sv, "UTF-32LE"},
       {"\0\0\xFE\xFF"sv, "UTF-32BE"},
       {"\xFF\xFE"sv, "UTF-16LE"},
       {"\xFE\xFF"sv, "UTF-16BE"}}};
  for (const auto& [mark, encoding] : marks) {
    if (beginning.starts_with(mark)) return std::string(encoding);
  }
  return std::nullopt;
}

std::optional<std::string> unmarked_encoding(std::string_view beginning) {
  constexpr std::size_t looked_at = 64;
  beginning = beginning.substr(0, looked_at);
  if (beginning.size() < 4) return std::nullopt;
  // Of Western texts, and of the delimiters and line ends of all, every other byte is zero.
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < beginning.size(); ++i) {
    if (beginning[i] == '\0') ++zeros[i % 2];
  }
  const std::size_t many = beginning.size() / 4;
  if (zeros[1] > many && zeros[0] == 0) return "utf-16le";
  if (zeros[0] > many && zeros[1] == 0) return "utf-16be";
  return std::nullopt;
}

bool is_name_of_utf8(std::string_view encoding) {
  std::string name;
  for (const char c : encoding) {
    if (c != '-' && c != '_') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return name == "utf8";
}

struct Decoder::Converter {
  iconv_t handle;
  explicit Converter(const std::string& encoding) : handle(::iconv_open("UTF-8", encoding.c_str())) {
    constexpr std::intptr_t none = -1;
    // A slash would ask iconv to drop or replace what it cannot read.
    const bool is_name = !encoding.empty() && encoding.find('/') == std::string::npos;
    const bool is_open = reinterpret_cast<std::intptr_t>(handle) != none;
    if (is_name && is_open) return;
    if (is_open) ::iconv_close(handle);
    throw Error(ErrorKind::usage,
                fmt::format("there is no such encoding{}", did_you_mean(encoding, usual_encodings())),
                "write windows-1252, iso-8859-2, utf-16 or another name that iconv knows")
        .about(Setting::encoding, encoding);
  }
  ~Converter() { ::iconv_close(handle); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
};

Decoder::Decoder(const std::string& encoding, std::string name, std::function<void(std::string_view)> take)
    : encoding_(encoding),
      name_(std::move(name)),
      take_(std::move(take)),
      converter_(std::make_unique<Converter>(encoding)),
      block_(block_size, '\0') {}

Decoder::~Decoder() = default;

void Decoder::refuse() const {
  throw Error(ErrorKind::invalid_input,
              fmt::format("{}: line {} has bytes that mean nothing in {}", name_, line_, encoding_),
              Remedy::name_encoding);
}

void Decoder::give(std::size_t size) {
  const std::string_view text = std::string_view(block_).substr(0, size);
  line_ += std::count(text.begin(), text.end(), '\n');
  if (!text.empty()) take_(text);
}

/// How many bytes at the end are the beginning of a character.
std::size_t Decoder::convert(char* bytes, std::size_t size) {
  for (;;) {
    char* out = block_.data();
    std::size_t room = block_.size();
    const std::size_t state = ::iconv(converter_->handle, &bytes, &size, &out, &room);
    const int fault = errno;
    give(block_.size() - room);
    if (state != static_cast<std::size_t>(-1)) return 0;
    if (fault == EINVAL) return size;
    if (fault != E2BIG) refuse();
  }
}

void Decoder::feed(std::string_view bytes) {
  constexpr std::size_t longest_character = 16;
  // Byte by byte until what was begun is whole: a few bytes at the seam of two blocks.
  while (!begun_.empty() && !bytes.empty()) {
    begun_ += bytes.front();
    bytes.remove_prefix(1);
    const std::size_t left = convert(begun_.data(), begun_.size());
    begun_.erase(0, begun_.size() - left);
    if (begun_.size() > longest_character) refuse();
  }
  // iconv reads what it is given, whatever its type says.
  const std::size_t left = bytes.empty() ? 0 : convert(const_cast<char*>(bytes.data()), bytes.size());
  if (left > 0) begun_ = bytes.substr(bytes.size() - left);
}

void Decoder::finish() {
  if (!begun_.empty()) refuse();
  char* out = block_.data();
  std::size_t room = block_.size();
  ::iconv(converter_->handle, nullptr, nullptr, &out, &room);
  give(block_.size() - room);
}

}  // namespace audience
