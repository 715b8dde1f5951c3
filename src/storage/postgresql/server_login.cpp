// libpq's asynchronous connection, in a thread of its own: the system's look-up of names knows no deadline.
#include "storage/postgresql/server_login.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/postgresql/server_error.hpp"

namespace audience {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Parameters as libpq takes them; those later in the list win, the address among them.
class Keywords {
 public:
  void add(const char* name, const char* value) {
    names_.back() = name;
    values_.back() = value;
    names_.push_back(nullptr);
    values_.push_back(nullptr);
  }
  [[nodiscard]] PqConnection start() const {
    return PqConnection(pq_library().connect_start(names_.data(), values_.data(), 1));
  }

 private:
  std::vector<const char*> names_{nullptr}, values_{nullptr};
};

bool is_this_machine(std::string_view hosts) {
  while (!hosts.empty()) {
    const std::string_view host = hosts.substr(0, hosts.find(','));
    hosts.remove_prefix(std::min(hosts.size(), host.size() + 1));
    const bool is_local = host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" ||
                          host == "::1" || host.starts_with("127.");
    if (!is_local) return false;
  }
  return true;
}

/// What libpq makes of the address, the environment and a service file, read without a connection: it stops
/// at a port that there cannot be.
bool needs_proof(const ServerAddress& address) {
  if (address.encryption) return false;
  Keywords keywords;
  keywords.add("dbname", address.uri.c_str());
  keywords.add("port", "0");
  const PqLibrary& pq = pq_library();
  const PqConnection connection = keywords.start();
  PQconninfoOption* options = connection ? pq.connection_options(connection.get()) : nullptr;
  if (options == nullptr) return true;
  std::string_view host, number, encryption;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const std::string_view name = option->keyword;
    const std::string_view value = option->val == nullptr ? "" : option->val;
    if (name == "host") host = value;
    if (name == "hostaddr") number = value;
    if (name == "sslmode") encryption = value;
  }
  // `prefer` is what libpq supposes where nothing is said; `allow` is weaker still.
  const bool is_unsaid = encryption.empty() || encryption == "prefer" || encryption == "allow";
  const bool is_local = is_this_machine(number.empty() ? host : number);
  pq.free_options(options);
  return is_unsaid && !is_local;
}

Error no_answer(const ServerAddress& address, milliseconds patience) {
  return {
      ErrorKind::busy,
      fmt::format("{}: no answer within {:g} s", address.shown, static_cast<double>(patience.count()) / 1000),
      Remedy::wait_longer};
}

PqConnection connected(const ServerAddress& address, milliseconds patience, Deadline deadline) {
  const PqLibrary& pq = pq_library();
  Keywords keywords;
  const bool proof = needs_proof(address);
  keywords.add("dbname", address.uri.c_str());
  if (proof) keywords.add("sslmode", "verify-full");
  keywords.add("application_name", "audience");
  keywords.add("client_encoding", "UTF8");
  PqConnection connection = keywords.start();
  if (!connection) throw std::bad_alloc();
  // With it an error carries its SQLSTATE, which knows no language.
  pq.set_error_verbosity(connection.get(), PQERRORS_VERBOSE);
  // Notices would go to standard error.
  pq.set_notice_processor(
      connection.get(), [](void*, const char*) {}, nullptr);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (pq.status(connection.get()) != CONNECTION_BAD) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!wait_for_socket(pq.socket(connection.get()), events, deadline)) throw no_answer(address, patience);
    state = pq.connect_poll(connection.get());
    if (state == PGRES_POLLING_OK) return connection;
    if (state == PGRES_POLLING_FAILED) break;
  }
  throw connection_error(address.shown, pq.error_message(connection.get()));
}

}  // namespace

bool wait_for_socket(int socket, short events, Deadline deadline) {
  while (true) {
    int wait = -1;
    if (deadline != Deadline::max()) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
      wait = static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
    }
    pollfd entry{socket, events, 0};
    const int ready = ::poll(&entry, 1, wait);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR && errno != EAGAIN) return true;  // what failed is seen by whom it is for
    if (ready == 0 && wait >= 0 && steady_clock::now() >= deadline) return false;
  }
}

PqConnection log_in(const ServerAddress& address, milliseconds patience) {
  static_cast<void>(pq_library());  // what it throws is the caller's
  const Deadline deadline = steady_clock::now() + patience;
  std::packaged_task<PqConnection()> task(
      [address, patience, deadline] { return connected(address, patience, deadline); });
  std::future<PqConnection> login = task.get_future();
  std::thread(std::move(task)).detach();
  // The thread minds the deadline itself, except while a name is looked up; what it then still makes is
  // dropped.
  constexpr milliseconds grace{200};
  if (login.wait_until(deadline + grace) == std::future_status::timeout) throw no_answer(address, patience);
  return login.get();
}

}  // namespace audience
