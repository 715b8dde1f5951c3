// XML read as it comes, by the local names of its elements.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace audience {

/// What a begun element says of itself; texts live while it is told.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// By its local name; empty where it is not there.
  [[nodiscard]] std::string_view get(std::string_view name) const;

 private:
  const char** pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void begin(std::string_view element, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view) {}
  virtual void text(std::string_view) {}  ///< UTF-8, in pieces of any size
};

/// Feeds the handler, whose exceptions come out of `feed`. `name`: of the file, for messages.
class XmlParser {
 public:
  XmlParser(std::string name, XmlHandler& handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Both throw Error(invalid_input) for what is no XML, and for a document type: no workbook has one, and
  /// entities can grow without end.
  void feed(std::string_view bytes);
  void finish();

 private:
  struct State;
  void parse(std::string_view bytes, bool is_last);
  std::string name_;
  std::unique_ptr<State> state_;
};

}  // namespace audience
