#include "base/secret.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace audience;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  Sha256 hash;
  CHECK(to_hex(hash.finish()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  hash.update("a");
  hash.update("bc");
  CHECK(to_hex(hash.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  hash.update("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  CHECK(to_hex(hash.finish()) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("keyed hashes are HMAC-SHA256 as in RFC 4231") {
  CHECK(to_hex(keyed_hash(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(keyed_hash("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(
            keyed_hash(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("secrets are equal only byte by byte") {
  CHECK(equal_secrets("", ""));
  CHECK(equal_secrets("abc", "abc"));
  CHECK_FALSE(equal_secrets("abc", "abd"));
  CHECK_FALSE(equal_secrets("abc", "ab"));
}

TEST_CASE("hex digits read back as the bytes they were") {
  const std::string bytes("\x00\x7f\xff\x10", 4);
  CHECK(to_hex(bytes) == "007fff10");
  CHECK(from_hex("007fff10") == bytes);
  for (const char* wrong : {"0", "0g", "0G", "FF", " 0"}) CHECK(from_hex(wrong).empty());
}

TEST_CASE("random bytes differ from call to call") {
  CHECK(random_bytes(32).size() == 32);
  CHECK(random_bytes(32) != random_bytes(32));
}
