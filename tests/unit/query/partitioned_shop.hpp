// A shop cut by a hash of its customers' keys over several servers, one of which asks the others.
#pragma once

#include <memory>
#include <vector>

#include "postgres_shop.hpp"
#include "support/postgres_server.hpp"

namespace audience::oracle {

class PartitionedShop : public PostgresShop {
 public:
  /// The first server's tables are the whole; every one of them keeps a part.
  PartitionedShop(ServerConnection& whole, const std::vector<std::unique_ptr<PostgresServer>>& servers);

 protected:
  void make_tables(const std::string& people, const std::string& orders) override;

 private:
  std::vector<std::unique_ptr<ServerConnection>> parts_;
};

}  // namespace audience::oracle
