// Partitions that are foreign tables.
#include "partitioned_shop.hpp"

#include <fmt/format.h>

namespace audience::oracle {

PartitionedShop::PartitionedShop(ServerConnection& whole,
                                 const std::vector<std::unique_ptr<PostgresServer>>& servers)
    : PostgresShop(whole) {
  whole.run("CREATE EXTENSION postgres_fdw SCHEMA public");
  whole.run("CREATE EXTENSION citext SCHEMA public");
  for (std::size_t i = 0; i < servers.size(); ++i) {
    ServerConnection(ServerSettings{servers[i]->address()}).run("CREATE DATABASE part");
    parts_.push_back(std::make_unique<ServerConnection>(ServerSettings{servers[i]->address("part")}));
    parts_.back()->run("CREATE EXTENSION citext SCHEMA public");
    whole.run(
        fmt::format("CREATE SERVER part{} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', "
                    "port '{}', dbname 'part')",
                    i, servers[i]->port()));
    whole.run(fmt::format("CREATE USER MAPPING FOR CURRENT_USER SERVER part{} OPTIONS (user 'audience')", i));
  }
}

void PartitionedShop::make_tables(const std::string& people, const std::string& orders) {
  const auto make = [&](const std::string& name, const std::string& columns, const std::string& key) {
    run("DROP TABLE IF EXISTS public." + name);
    run(fmt::format("CREATE TABLE public.{}({}) PARTITION BY HASH ({})", name, columns, key));
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      parts_[i]->run("DROP TABLE IF EXISTS public." + name);
      parts_[i]->run(fmt::format("CREATE TABLE public.{}({})", name, columns));
      run(fmt::format(
          "CREATE FOREIGN TABLE public.{0}{1} PARTITION OF public.{0} FOR VALUES WITH (MODULUS {2}, "
          "REMAINDER {1}) SERVER part{1} OPTIONS (table_name '{0}')",
          name, i, parts_.size()));
    }
  };
  make("people", people, "customer_id");
  make("orders", orders, "buyer");
}

}  // namespace audience::oracle
