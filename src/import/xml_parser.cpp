// expat; nothing is thrown through it.
#include "import/xml_parser.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <exception>
#include <new>
#include <utility>

#include "audience/error.hpp"

namespace audience {
namespace {

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (local_name(*pair) == name) return pair[1];
  }
  return {};
}

struct XmlParser::State {
  XML_Parser parser = ::XML_ParserCreate(nullptr);
  XmlHandler& handler;
  std::exception_ptr fault{};

  explicit State(XmlHandler& given) : handler(given) {
    if (parser == nullptr) throw std::bad_alloc();
    ::XML_SetUserData(parser, this);
    ::XML_SetElementHandler(parser, begin, end);
    ::XML_SetCharacterDataHandler(parser, text);
    ::XML_SetStartDoctypeDeclHandler(parser, stop);
  }
  ~State() { ::XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  template <typename Call>
  void guard(const Call& call) {
    if (fault) return;
    try {
      call();
    } catch (...) {
      fault = std::current_exception();
      ::XML_StopParser(parser, XML_FALSE);
    }
  }
  static void begin(void* self, const char* name, const char** attributes) {
    auto& state = *static_cast<State*>(self);
    state.guard([&] { state.handler.begin(local_name(name), XmlAttributes(attributes)); });
  }
  static void end(void* self, const char* name) {
    auto& state = *static_cast<State*>(self);
    state.guard([&] { state.handler.end(local_name(name)); });
  }
  static void text(void* self, const char* bytes, int size) {
    auto& state = *static_cast<State*>(self);
    state.guard([&] { state.handler.text({bytes, static_cast<std::size_t>(size)}); });
  }
  static void stop(void* self, const char*, const char*, const char*, int) {
    ::XML_StopParser(static_cast<State*>(self)->parser, XML_FALSE);
  }
};

XmlParser::XmlParser(std::string name, XmlHandler& handler)
    : name_(std::move(name)), state_(std::make_unique<State>(handler)) {}

XmlParser::~XmlParser() = default;

void XmlParser::parse(std::string_view bytes, bool is_last) {
  const auto size = static_cast<int>(bytes.size());
  const auto status = ::XML_Parse(state_->parser, bytes.data(), size, is_last ? XML_TRUE : XML_FALSE);
  if (state_->fault) std::rethrow_exception(state_->fault);
  if (status == XML_STATUS_OK) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} is a damaged workbook: {}", name_,
                          ::XML_ErrorString(::XML_GetErrorCode(state_->parser))),
              "save it again");
}

void XmlParser::feed(std::string_view bytes) { parse(bytes, false); }
void XmlParser::finish() { parse({}, true); }

}  // namespace audience
