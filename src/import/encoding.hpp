// Texts in other encodings than UTF-8: known by their first bytes, and turned into UTF-8 piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace audience {

/// What a byte order mark says: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `UTF-32LE`, `UTF-32BE`.
std::optional<std::string> marked_encoding(std::string_view beginning);
/// The form of UTF-16 that a text without a mark surely has, by its zeros.
std::optional<std::string> unmarked_encoding(std::string_view beginning);
bool is_name_of_utf8(std::string_view encoding);

/// glibc's iconv, which knows some hundred encodings.
class Decoder {
 public:
  /// Throws Error(usage) for an encoding that does not exist. `name`: of the file, for messages. `take`:
  /// given UTF-8, a block at a time, the mark included.
  Decoder(const std::string& encoding, std::string name, std::function<void(std::string_view)> take);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Both throw Error(invalid_input), with the line, for bytes that mean nothing in the encoding.
  void feed(std::string_view bytes);
  void finish();

 private:
  struct Converter;
  [[noreturn]] void refuse() const;
  std::size_t convert(char* bytes, std::size_t size);
  void give(std::size_t size);
  std::string encoding_, name_;
  std::function<void(std::string_view)> take_;
  std::unique_ptr<Converter> converter_;
  std::string block_;
  std::string begun_;      ///< bytes of a character that is not whole yet
  std::int64_t line_ = 1;  ///< of what comes next
};

}  // namespace audience
