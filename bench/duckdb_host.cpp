// Runs the statements of a file in DuckDB, and prints the rows that the first of them gives, cells apart by
// `|`.
//
//   duckdb_host LIBRARY DATABASE read_only|read_write|automatic THREADS FILE.sql
//
// What tells only how many rows were written somewhere prints nothing. The library is loaded, not linked:
// whoever builds this need not have it. Of its C interface only what is called is declared here.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

using Handle = void*;

struct Result {
  std::uint64_t deprecated_counts[3];
  void* deprecated_columns;
  char* deprecated_error;
  void* internal;
};

constexpr int rows_asked_for = 3;  // DUCKDB_RESULT_TYPE_QUERY_RESULT

class Library {
 public:
  explicit Library(const char* path) : library_(dlopen(path, RTLD_LAZY | RTLD_LOCAL)) {
    if (library_ == nullptr) throw std::runtime_error(dlerror());
  }

  template <typename Function>
  Function* get(const char* name) const {
    void* found = dlsym(library_, name);
    if (found == nullptr) throw std::runtime_error(std::string("the library has no ") + name);
    return reinterpret_cast<Function*>(found);
  }

 private:
  void* library_;
};

class Connection {
 public:
  Connection(const Library& library, const char* path, const char* access, const char* threads)
      : library_(library) {
    Handle config = nullptr;
    library.get<int(Handle*)>("duckdb_create_config")(&config);
    const auto set = library.get<int(Handle, const char*, const char*)>("duckdb_set_config");
    if (set(config, "threads", threads) != 0 || set(config, "access_mode", access) != 0)
      throw std::runtime_error("the library does not know an option");
    char* fault = nullptr;
    const auto open = library.get<int(const char*, Handle*, Handle, char**)>("duckdb_open_ext");
    if (open(path, &database_, config, &fault) != 0)
      throw std::runtime_error(fault == nullptr ? "cannot be opened" : fault);
    if (library.get<int(Handle, Handle*)>("duckdb_connect")(database_, &connection_) != 0)
      throw std::runtime_error("cannot connect");
  }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run_and_print(const std::string& statements) const {
    Result result{};
    if (library_.get<int(Handle, const char*, Result*)>("duckdb_query")(connection_, statements.c_str(),
                                                                        &result) != 0)
      throw std::runtime_error(library_.get<const char*(Result*)>("duckdb_result_error")(&result));
    if (library_.get<int(Result)>("duckdb_result_return_type")(result) != rows_asked_for) return;
    const std::uint64_t rows = library_.get<std::uint64_t(Result*)>("duckdb_row_count")(&result);
    const std::uint64_t columns = library_.get<std::uint64_t(Result*)>("duckdb_column_count")(&result);
    const auto text = library_.get<char*(Result*, std::uint64_t, std::uint64_t)>("duckdb_value_varchar");
    const auto release = library_.get<void(void*)>("duckdb_free");
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (std::uint64_t column = 0; column < columns; ++column) {
        char* cell = text(&result, column, row);
        std::cout << (column == 0 ? "" : "|") << (cell == nullptr ? "" : cell);
        release(cell);
      }
      std::cout << '\n';
    }
    library_.get<void(Result*)>("duckdb_destroy_result")(&result);
  }

  // What was written is whole in the file after this.
  void close() {
    library_.get<void(Handle*)>("duckdb_disconnect")(&connection_);
    library_.get<void(Handle*)>("duckdb_close")(&database_);
  }

 private:
  const Library& library_;
  Handle database_ = nullptr;
  Handle connection_ = nullptr;
};

std::string text_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || text.empty()) throw std::runtime_error(std::string(path) + " cannot be read");
  return text;
}

}  // namespace

int main(int count, char** values) {
  if (count != 6) {
    std::cerr << "usage: duckdb_host LIBRARY DATABASE read_only|read_write|automatic THREADS FILE.sql\n";
    return 2;
  }
  try {
    const std::string statements = text_of(values[5]);
    const Library library(values[1]);
    Connection connection(library, values[2], values[3], values[4]);
    connection.run_and_print(statements);
    if (!std::cout.flush()) throw std::runtime_error("the answer cannot be written");
    // Freeing what was only read costs time that no answer needs.
    if (std::string(values[3]) == "read_only") _exit(0);
    connection.close();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "duckdb_host: " << error.what() << '\n';
    return 1;
  }
}
