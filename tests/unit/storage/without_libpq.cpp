// What a program built without PostgreSQL says of a server; exits 0 where that is clear.
#include <iostream>
#include <string>

#include "audience/error.hpp"
#include "storage/postgresql/server_connection.hpp"

int main() {
  try {
    const audience::ServerConnection connection({"postgresql://ana@crm.example.org/shop"});
  } catch (const audience::Error& error) {
    std::cout << error.what() << "; " << error.hint() << "\n";
    const bool is_clear = std::string(error.what()) ==
                          "postgresql://crm.example.org/shop: this program was built without PostgreSQL";
    return is_clear && error.kind() == audience::ErrorKind::database_unusable && !error.hint().empty() ? 0
                                                                                                       : 1;
  }
  return 1;
}
