// dlopen and dlsym.
#include "link/curl_library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr const char* file = "libcurl.so.4";

/// OpenSSL, which comes along, has handlers that run at exit: the code has to stay where it is.
void* open_library() {
  void* handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle != nullptr) return handle;
  throw Error(ErrorKind::unexpected, fmt::format("cannot send mail without {}: {}", file, ::dlerror()),
              "install the package libcurl4");
}

}  // namespace

template <class Function>
Function CurlLibrary::find(const char* name) const {
  void* symbol = ::dlsym(handle_, name);
  if (symbol != nullptr) return reinterpret_cast<Function>(symbol);
  ::dlclose(handle_);
  throw Error(ErrorKind::unexpected, fmt::format("{} has no {}", file, name), "install the package libcurl4");
}

CurlLibrary::CurlLibrary()
    : handle_(open_library()),
      easy_init(find<decltype(easy_init)>("curl_easy_init")),
      easy_setopt(find<decltype(easy_setopt)>("curl_easy_setopt")),
      easy_perform(find<decltype(easy_perform)>("curl_easy_perform")),
      easy_strerror(find<decltype(easy_strerror)>("curl_easy_strerror")),
      easy_cleanup(find<decltype(easy_cleanup)>("curl_easy_cleanup")),
      slist_append(find<decltype(slist_append)>("curl_slist_append")),
      slist_free_all(find<decltype(slist_free_all)>("curl_slist_free_all")),
      global_init_(find<decltype(global_init_)>("curl_global_init")),
      global_cleanup_(find<decltype(global_cleanup_)>("curl_global_cleanup")) {
  if (global_init_(CURL_GLOBAL_DEFAULT) == CURLE_OK) return;
  ::dlclose(handle_);
  throw Error(ErrorKind::unexpected, fmt::format("{} could not be started", file));
}

CurlLibrary::~CurlLibrary() {
  global_cleanup_();
  ::dlclose(handle_);
}

}  // namespace audience
