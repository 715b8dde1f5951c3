// The whole input of an import as one text: a mapped file, or what was read or decompressed into memory.
#pragma once

#include <string>
#include <string_view>

namespace audience {

/// A plain file is mapped; gzip (known by its first bytes, several members allowed) and stdin (`-`) are held
/// in memory. A byte order mark is passed over. Throws Error(not_found) for a file that cannot be read,
/// Error(invalid_input) for a damaged gzip.
class InputText {
 public:
  explicit InputText(const std::string& file);
  ~InputText();
  InputText(const InputText&) = delete;
  InputText& operator=(const InputText&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  void map(int descriptor, std::size_t size);
  std::string held_;
  void* mapping_ = nullptr;
  std::size_t mapped_ = 0;
  std::string_view text_;
};

}  // namespace audience
