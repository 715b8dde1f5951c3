// How the tool was called, so that a command it tells meets the same database and settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audience {

/// Of the options on the command line those that steer what every command meets. Environment and config file
/// steer the next command too, and are left out.
struct Invocation {
  std::optional<std::string> db{}, config{};

  /// A whole command, which a shell reads as it stands: `audience --db 'my shop.db' export`, then the words,
  /// each as one. `verb`: with its options.
  [[nodiscard]] std::string command(std::string_view verb, const std::vector<std::string>& words = {}) const;
  /// The same for that database.
  [[nodiscard]] Invocation at(const std::string& database) const { return {database, config}; }
};

}  // namespace audience
