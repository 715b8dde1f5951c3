// The unit of the goals: a process that is linked to SQLite and does nothing.
#include <sqlite3.h>

int main() { return sqlite3_libversion_number() > 0 ? 0 : 1; }
