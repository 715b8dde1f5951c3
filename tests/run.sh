#!/usr/bin/env bash
# Installs what the tests need, builds with sanitizers, and runs every test. Can be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t packages <examples/build_packages.txt
./examples/install_packages.sh "${packages[@]}" doctest-dev python3 sqlite3 mandoc shellcheck clang-format \
  python3-jwt python3-aiosmtpd python3-jsonschema ca-certificates openssl faketime curl strace tzdata jq \
  bash-completion zsh fish postgresql-15 \
  make python3-openpyxl python3-yaml xlsx2csv libreoffice-calc gnumeric lintian systemd

# A sanitized tool can neither run under limits nor be traced: tests of bounds and of faults take what users run.
cmake --preset release
cmake --build --preset release --target audience
cmake --preset dev
cmake --build --preset dev
ctest --preset dev --parallel 2

echo "Done: every test ran on the sanitized build in build/dev, those of bounds and faults on build/release."
