// The SQL functions audience_checksum and audience_digest; private to this folder.
#pragma once

struct sqlite3;

namespace audience {

/// `audience_checksum(a, …)`: XXH3, 64 bits, over each argument's type, length and bytes in order.
/// `audience_digest(a, …)`: of rows, the sum of their checksums modulo 2^64, whatever order they come in.
void add_checksum_functions(sqlite3* connection);

}  // namespace audience
