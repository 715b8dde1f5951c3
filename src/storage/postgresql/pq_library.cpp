// dlopen and dlsym.
#include "storage/postgresql/pq_library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "audience/error.hpp"

namespace audience {
namespace {

constexpr const char* file = "libpq.so.5";
constexpr const char* remedy = "install the package libpq5";

class Finder {
 public:
  /// OpenSSL, which comes along, has handlers that run at exit: the code has to stay where it is.
  Finder() : handle_(::dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
    if (handle_ != nullptr) return;
    throw Error(ErrorKind::database_unusable,
                fmt::format("cannot ask a PostgreSQL server without {}: {}", file, ::dlerror()), remedy);
  }

  template <class Function>
  void find(Function& function, const char* name) const {
    void* symbol = ::dlsym(handle_, name);
    if (symbol == nullptr)
      throw Error(ErrorKind::database_unusable, fmt::format("{} has no {}", file, name), remedy);
    function = reinterpret_cast<Function>(symbol);
  }

 private:
  void* handle_;
};

PqLibrary loaded() {
  const Finder finder;
  PqLibrary library{};
  finder.find(library.connect_start, "PQconnectStartParams");
  finder.find(library.connect_poll, "PQconnectPoll");
  finder.find(library.connection_options, "PQconninfo");
  finder.find(library.free_options, "PQconninfoFree");
  finder.find(library.status, "PQstatus");
  finder.find(library.socket, "PQsocket");
  finder.find(library.finish, "PQfinish");
  finder.find(library.error_message, "PQerrorMessage");
  finder.find(library.server_version, "PQserverVersion");
  finder.find(library.set_nonblocking, "PQsetnonblocking");
  finder.find(library.set_error_verbosity, "PQsetErrorVerbosity");
  finder.find(library.set_notice_processor, "PQsetNoticeProcessor");
  finder.find(library.send_query, "PQsendQueryParams");
  finder.find(library.set_single_row_mode, "PQsetSingleRowMode");
  finder.find(library.flush, "PQflush");
  finder.find(library.consume_input, "PQconsumeInput");
  finder.find(library.is_busy, "PQisBusy");
  finder.find(library.get_result, "PQgetResult");
  finder.find(library.result_status, "PQresultStatus");
  finder.find(library.result_error_field, "PQresultErrorField");
  finder.find(library.result_error_message, "PQresultErrorMessage");
  finder.find(library.row_count, "PQntuples");
  finder.find(library.column_count, "PQnfields");
  finder.find(library.is_null, "PQgetisnull");
  finder.find(library.value, "PQgetvalue");
  finder.find(library.length, "PQgetlength");
  finder.find(library.clear, "PQclear");
  finder.find(library.get_cancel, "PQgetCancel");
  finder.find(library.cancel, "PQcancel");
  finder.find(library.free_cancel, "PQfreeCancel");
  return library;
}

}  // namespace

const PqLibrary& pq_library() {
  static const PqLibrary library = loaded();
  return library;
}

}  // namespace audience
