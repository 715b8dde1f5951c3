// initdb and postgres, as the user `postgres` where the test runs as root: they refuse root.
#include "support/postgres_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

namespace audience {
namespace {

using namespace std::chrono_literals;

/// The newest of Debian's; empty: none.
std::filesystem::path programs() {
  std::filesystem::path newest;
  int newest_version = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version <= newest_version || !std::filesystem::exists(entry.path() / "bin" / "initdb")) continue;
    newest_version = version;
    newest = entry.path() / "bin";
  }
  return newest;
}

const passwd* server_user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

/// A child that ends with this process.
pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const passwd* user = server_user();
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::setpgid(0, 0);
  if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
  // Behind setuid, which takes it back.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent || ::chdir("/") != 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

/// The exit status, or nothing where it still runs.
std::optional<int> ended(pid_t process) {
  int status = 0;
  if (::waitpid(process, &status, WNOHANG) != process) return std::nullopt;
  return status;
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(socket, plain, size) == 0);
  REQUIRE(::getsockname(socket, plain, &size) == 0);
  ::close(socket);
  return ::ntohs(address.sin_port);
}

template <typename Condition>
bool within(std::chrono::seconds patience, const Condition& is_met) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!is_met()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::start() {
  const auto bin = programs();
  if (bin.empty() || (::geteuid() == 0 && server_user() == nullptr)) {
    const char* required = std::getenv("AUDIENCE_TEST_SERVERS");
    if (required != nullptr && std::string_view(required) == "required")
      FAIL("no PostgreSQL server can be started here: install postgresql-15");
    std::cerr << "skipped: no PostgreSQL server can be started here\n";
    return nullptr;
  }
  std::unique_ptr<PostgresServer> server(new PostgresServer);
  server->data_ = server->folder_ / "data";
  const auto log = server->folder_ / "log";
  write_file(log, "");
  std::filesystem::permissions(log, std::filesystem::perms(0666));
  if (const passwd* user = server_user())
    REQUIRE(::chown(server->folder_.path().c_str(), user->pw_uid, user->pw_gid) == 0);
  const std::string data = server->data_.string();
  const pid_t initdb = spawn({bin / "initdb", "-D", data, "-U", "audience", "-A", "trust", "-E", "UTF8",
                              "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
                             log);
  std::optional<int> status;
  REQUIRE(within(60s, [&] { return (status = ended(initdb)).has_value(); }));
  INFO(file_text(log));
  REQUIRE(*status == 0);
  for (int attempt = 0; attempt < 5; ++attempt) {
    server->port_ = free_port();
    std::vector<std::string> command{bin / "postgres", "-D", data, "-p", std::to_string(server->port_)};
    for (const std::string& setting : std::vector<std::string>{
             "listen_addresses=127.0.0.1", "unix_socket_directories=" + server->folder_.path().string(),
             "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off",
             "max_connections=30", "shared_buffers=16MB", "jit=off", "lc_messages=C"}) {
      command.insert(command.end(), {"-c", setting});
    }
    server->process_ = spawn(command, log);
    // The eighth line of its file says how it is.
    const bool is_up = within(60s, [&] {
      if (ended(server->process_)) server->process_ = 0;
      return server->process_ == 0 ||
             file_text(server->data_ / "postmaster.pid").find("\nready") != std::string::npos;
    });
    if (is_up && server->process_ != 0) return server;
  }
  FAIL(file_text(log));
  return nullptr;
}

PostgresServer::~PostgresServer() { shut_down(); }

std::string PostgresServer::address(std::string_view database, std::string_view parameters) const {
  return fmt::format("postgresql://audience@127.0.0.1:{}/{}{}{}", port_, database,
                     parameters.empty() ? "" : "?", parameters);
}

std::string PostgresServer::address_of(std::string_view user, std::string_view database) const {
  return fmt::format("postgresql://{}@127.0.0.1:{}/{}", user, port_, database);
}

void PostgresServer::admit(std::string_view line) {
  const auto file = data_ / "pg_hba.conf";
  const std::string before = file_text(file);
  std::ofstream(file, std::ios::binary) << line << "\n" << before;
  ::kill(process_, SIGHUP);
  // It tells its log when it has read them again.
  const auto log = folder_ / "log";
  REQUIRE(
      within(20s, [&] { return file_text(log).find("reloading configuration files") != std::string::npos; }));
}

/// The list of its children is whole only while it stands still: it stops before them, and goes on after.
void PostgresServer::signal_all(int signal) const {
  if (signal == SIGSTOP) ::kill(process_, signal);
  std::istringstream children(file_text(fmt::format("/proc/{0}/task/{0}/children", process_)));
  for (pid_t child = 0; children >> child;) ::kill(child, signal);
  if (signal != SIGSTOP) ::kill(process_, signal);
}

void PostgresServer::stop_process() const { signal_all(SIGSTOP); }

void PostgresServer::continue_process() const { signal_all(SIGCONT); }

void PostgresServer::shut_down() {
  if (process_ == 0) return;
  signal_all(SIGCONT);
  ::kill(process_, SIGQUIT);
  if (!within(10s, [&] { return ended(process_).has_value(); })) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  process_ = 0;
}

}  // namespace audience
