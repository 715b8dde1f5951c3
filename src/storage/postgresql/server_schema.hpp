// What a server's tables look like.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace audience {

struct ServerColumn {
  std::string name;
  std::string type;           ///< as pg_catalog names it: int4, float8, numeric, text, …; of enums `enum`
  bool deterministic = true;  ///< its collation
  bool not_null = false;
};

struct ServerTable {
  std::string schema, name;
  std::vector<ServerColumn> columns;
};

struct ServerSchema {
  std::map<std::string, ServerTable> tables;  ///< by the name a catalog uses
};

}  // namespace audience
