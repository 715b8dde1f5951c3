// libcurl, loaded while the tool runs.
#pragma once

#include <curl/curl.h>

namespace audience {

/// Loading libcurl costs more than a whole start of this tool, and one option of one verb needs it: so it is
/// not linked. Ready for use while the object lives; one at a time.
class CurlLibrary {
 public:
  /// Throws Error(unexpected) that names the package where it is not there.
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;

 private:
  template <class Function>
  Function find(const char* name) const;
  void* handle_;

 public:
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_perform) easy_perform;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;

 private:
  decltype(&::curl_global_init) global_init_;
  decltype(&::curl_global_cleanup) global_cleanup_;
};

}  // namespace audience
