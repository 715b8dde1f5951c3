// What a build without libpq says (AUDIENCE_POSTGRESQL=OFF).
#include <fmt/format.h>

#include "audience/error.hpp"
#include "model/server_address.hpp"
#include "storage/postgresql/server_connection.hpp"

namespace audience {

struct ServerConnection::Session {
  std::string shown;
};

int ServerRow::width() const { return 0; }
std::optional<std::string_view> ServerRow::text(int) const { return std::nullopt; }

ServerConnection::ServerConnection(const ServerSettings& settings) {
  throw Error(ErrorKind::database_unusable,
              fmt::format("{}: this program was built without PostgreSQL",
                          parse_server_address(settings.address).shown),
              "build it with -DAUDIENCE_POSTGRESQL=ON, or install the package");
}

ServerConnection::~ServerConnection() = default;
void ServerConnection::begin_run() {}
const std::string& ServerConnection::shown() const { return session_->shown; }
int ServerConnection::version() const { return 0; }
void ServerConnection::each_row(const std::string&, const ServerParameters&,
                                const std::function<void(const ServerRow&)>&) {}
std::vector<std::vector<std::optional<std::string>>> ServerConnection::rows(const std::string&,
                                                                            const ServerParameters&) {
  return {};
}
void ServerConnection::run(const std::string&, const ServerParameters&) {}

ServerTransaction::ServerTransaction(ServerConnection& connection, Access) : connection_(connection) {}
ServerTransaction::~ServerTransaction() = default;
void ServerTransaction::commit() { is_open_ = false; }

}  // namespace audience
