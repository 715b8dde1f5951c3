#!/usr/bin/env bash
# Measures the release build against other ways to the same result. Takes some minutes; makes its data once, under build/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."

mapfile -t packages <examples/build_packages.txt
./examples/install_packages.sh "${packages[@]}" libxlsxwriter-dev python3 sqlite3

cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target bench
