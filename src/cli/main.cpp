// The program: the real world given to the application.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "base/user_name.hpp"
#include "cli/app.hpp"
#include "cli/interruption.hpp"
#include "output/atomic_file.hpp"

namespace {

void on_signal(int signal) {
  audience::remove_temporary_on_signal();
  audience::tell_interruption();
  ::_exit(128 + signal);
}

std::size_t terminal_width() {
  winsize size{};
  constexpr unsigned short narrowest = 20;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::max(size.ws_col, narrowest);
  return 80;
}

}  // namespace

int main(int count, char** values) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  audience::OutputStream out(STDOUT_FILENO, "standard output");
  audience::OutputStream err(STDERR_FILENO, "standard error");
  audience::Context context{
      .out = out,
      .err = err,
      .now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); },
      .environment = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      },
      .listed_home = [] { return audience::home_of(::geteuid()); },
      .read_line = []() -> std::optional<std::string> {
        std::string line;
        return std::getline(std::cin, line) ? std::optional(line) : std::nullopt;
      },
      .in_is_terminal = ::isatty(STDIN_FILENO) == 1,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .width = terminal_width()};
  return audience::run_app({values + 1, values + count}, context);
}
