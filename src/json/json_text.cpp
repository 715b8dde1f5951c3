// A walk that knows the keys and positions it is within, and nothing of the values it passes.
#include "json/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace audience {
namespace {

class PointerWalk {
 public:
  PointerWalk(std::string_view text, std::size_t start) : text_(text), at_(start) {}

  /// Goes on to the first token at or after the byte; the pointer of what begins there.
  std::string to(std::size_t byte) {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      if (at_ == text_.size()) return pointer();
      const char c = text_[at_];
      if (c == ',' || c == ':' || c == '}' || c == ']') {
        pass(c);
      } else {
        const std::size_t end = end_of_token(text_, at_);
        if (c == '"' && !levels_.empty() && levels_.back().at_key)
          levels_.back().key = text_.substr(at_, end - at_);
        if (at_ >= byte) return pointer();
        at_ = end;
        if (c == '{' || c == '[') levels_.push_back({.is_object = c == '{', .at_key = c == '{'});
      }
    }
  }

 private:
  struct Level {
    bool is_object = false;
    bool at_key = false;
    std::string_view key{};  ///< as written, with its quotes
    std::size_t index = 0;
    void next() {
      ++index;
      at_key = is_object;
    }
  };

  void pass(char sign) {
    ++at_;
    if (levels_.empty()) return;
    if (sign == ',') {
      levels_.back().next();
    } else if (sign == ':') {
      levels_.back().at_key = false;
    } else {
      levels_.pop_back();
    }
  }

  [[nodiscard]] std::string pointer() const {
    std::string pointer;
    for (const Level& level : levels_) {
      pointer += level.is_object
                     ? pointer_step(nlohmann::json::parse(level.key).get_ref<const std::string&>())
                     : "/" + std::to_string(level.index);
    }
    return pointer;
  }

  std::string_view text_;
  std::size_t at_;
  std::vector<Level> levels_;
};

}  // namespace

JsonText::JsonText(std::string text) : text_(std::move(text)) {
  line_starts_.push_back(text_.starts_with(byte_order_mark) ? 3 : 0);
  for (std::size_t at = 0; (at = text_.find('\n', at)) != std::string::npos;)
    line_starts_.push_back(static_cast<std::uint32_t>(++at));
}

Place JsonText::line_and_column(JsonPlace place) const {
  const std::uint32_t byte = std::max(place.byte, line_starts_.front());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), byte);
  return {static_cast<int>(next - line_starts_.begin()), static_cast<int>(byte - *std::prev(next)) + 1, {}};
}

std::string JsonText::pointer(JsonPlace place) const {
  return PointerWalk(text_, line_starts_.front()).to(place.byte);
}

std::size_t end_of_token(std::string_view text, std::size_t at) {
  constexpr std::string_view signs = ",:[]{}";
  if (at >= text.size()) return text.size();
  if (signs.find(text[at]) != std::string_view::npos) return at + 1;
  if (text[at] != '"') return std::min(text.find_first_of(" \t\r\n,:[]{}\"", at + 1), text.size());
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n') ++at;
  }
  return at < text.size() && text[at] == '"' ? at + 1 : at;
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}  // namespace audience
