// Gzip unpacked piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

bool is_gzip(std::string_view bytes);  ///< by its first two bytes

/// Several members may follow each other; what else is behind them is padding.
class Gunzip {
 public:
  /// `take`: given what is unpacked, a block at a time. `name`: of the file, for messages.
  Gunzip(std::string name, std::function<void(std::string_view)> take);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// The next bytes of the file. Throws Error(invalid_input) where they are damaged.
  void feed(std::string_view bytes);
  void finish() const;  ///< the file ends here; throws Error(invalid_input) where it is cut off

 private:
  struct Stream;
  enum class Place { within_member, behind_member, padding };
  [[noreturn]] void refuse() const;
  void inflate(std::string_view& bytes);
  void look_for_member(std::string_view& bytes);
  std::string name_;
  std::function<void(std::string_view)> take_;
  std::unique_ptr<Stream> stream_;
  std::string block_;
  std::string beginning_;  ///< of what is behind a member, until it is known what that is
  Place place_ = Place::within_member;
};

}  // namespace audience
