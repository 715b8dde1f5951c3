// Addresses of servers in catalogs: what is taken, what is refused and in which words.
#include "model/server_address.hpp"

#include <doctest/doctest.h>

#include <string>

#include "audience/error.hpp"
#include "support/error_kind.hpp"

using namespace audience;

TEST_CASE("a server is named by a scheme, a file by anything else") {
  for (const char* server : {"postgresql://h/d", "postgres://", "mysql://h/d", "POSTGRESQL://h"})
    CHECK(names_server(server));
  for (const char* file : {"", "crm.sqlite", "../a b/crm.db", "://x", "a/b://c", "file:crm.db", "é://x"})
    CHECK_FALSE(names_server(file));
}

TEST_CASE("the address of a server is shown without who asks and their files") {
  struct Case {
    const char *text, *shown;
  };
  for (const auto& [text, shown] : {
           Case{"postgresql://crm.example.org/shop", "postgresql://crm.example.org/shop"},
           Case{"postgres://ana@crm.example.org:5433/shop?sslmode=require&sslkey=/home/ana/key",
                "postgresql://crm.example.org:5433/shop"},
           Case{"postgresql:///?service=crm", "postgresql:///?service=crm"},
           Case{"postgresql://?host=/run/postgresql&dbname=a%20b&user=ana",
                "postgresql:///?host=/run/postgresql&dbname=a b"},
           Case{"postgresql://ana@[::1]:5432,other/shop?target_session_attrs=read-only",
                "postgresql://[::1]:5432,other/shop"},
           Case{"postgresql://ana%40b@h/a%40b:c", "postgresql://h/a%40b:c"},
       }) {
    CAPTURE(text);
    const auto fault = fault_of_server_address(text);
    CHECK(fault.value_or("") == "");
    if (fault) continue;
    const ServerAddress address = parse_server_address(text);
    CHECK(address.shown == shown);
    CHECK(address.uri == text);
  }
  CHECK(parse_server_address("postgresql://h/d").encryption == std::nullopt);
  CHECK(parse_server_address("postgresql://h/d?sslmode=verify%2Dca").encryption == "verify-ca");
}

TEST_CASE("the address of a server holds no password, wherever it stands") {
  for (const char* text :
       {"postgresql://ana:sesame@h/d", "postgresql://ana:@h/d", "postgresql://:sesame@h",
        "postgresql://ana:s/e@h/d", "postgresql://h/d?password=sesame",
        "postgresql://h/d?user=ana&pass%77ord=sesame", "postgresql://h/d?sslpassword=sesame",
        "postgresql://ana:s?e@h/d", "postgresql://ana:47?11@h/d", "postgresql://ana:47?sesame=1@h/d"}) {
    CAPTURE(text);
    const std::string fault = fault_of_server_address(text).value_or("");
    CHECK(fault.find("an address holds no password; keep it in a password file") == 0);
    CHECK(fault.find("sesame") == std::string::npos);
    CHECK(kind_of([&] { parse_server_address(text); }) == ErrorKind::invalid_input);
  }
}

TEST_CASE("what an address of a server cannot say is told") {
  struct Case {
    const char *text, *fault;
  };
  for (const auto& [text, fault] : {
           Case{"mysql://h/d",
                "\"mysql\" names no kind of server that can be asked; an address begins with "
                "postgresql://"},
           Case{"crm.sqlite", "an address begins with postgresql://"},
           Case{"postgresql://h/d?sslmod=require",
                "an address takes no parameter \"sslmod\"; did you mean \"sslmode\"?"},
           Case{"postgresql://h/d?options=-csearch_path%3Da", "an address takes no parameter \"options\""},
           Case{"postgresql://h/d?sslmode=on",
                "unknown sslmode \"on\"; there are disable, allow, prefer, "
                "require, verify-ca, verify-full"},
           Case{"postgresql://h/a b",
                "an address has no blanks and control characters; write %20 for a blank"},
           Case{"postgresql://h/a%2",
                "a % in an address is followed by two hex digits of a byte that is not 0; "
                "write %25 for itself"},
           Case{"postgresql://h/a%00",
                "a % in an address is followed by two hex digits of a byte that is not "
                "0; write %25 for itself"},
           Case{"postgresql://h/\xff", "the address is no valid UTF-8"},
       }) {
    CAPTURE(text);
    CHECK(fault_of_server_address(text).value_or("") == fault);
  }
}
