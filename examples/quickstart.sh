#!/usr/bin/env bash
# From nothing to an exported audience: installs, builds, makes a demo shop and runs the main job on it.
# Everything it makes lies under build/; it can be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t packages <examples/build_packages.txt
./examples/install_packages.sh "${packages[@]}"

echo "Building"
cmake --preset quickstart >/dev/null
cmake --build --preset quickstart >/dev/null

shop=build/shop
rm -rf "$shop"
mkdir -p "$shop"
export AUDIENCE_DB="$shop/shop.db"
export PATH="$PWD/build/quickstart:$PATH"

# Prints a command as it could be typed, then its real output.
run() {
  printf '\n$ %s\n' "$*"
  "$@"
}

run generate_shop --customers 20000 --purchases 280000 --as-of 2023-09-14 --output "$shop"
run audience --table init
run audience --table import customers "$shop/customers.csv"
run audience --table import purchases "$shop/purchases.csv"
run audience --table import recommendations "$shop/recommendations.csv"
run audience --table create examples/audiences/winter.json --as-of 2023-09-14
run audience --table list-customers Winter --columns customer_id,first_name,city,age,clv_value,product_1,product_2
run audience --table export Winter -o "$shop/winter.xlsx" --no-link
run audience --table export Winter
run audience --table exports Winter

# What a link leads to; the token has a line of the JSON to itself.
token=$(audience --json export Winter | sed -n 's/.*"token": "\(.*\)",/\1/p')
printf '\n$ audience download TOKEN -o %s\n' "$shop/winter.csv"
audience --table download "$token" -o "$shop/winter.csv"
run head -n 3 "$shop/winter.csv"

printf '\nDone: the shop and its database are in %s, the exports are %s and %s.\n' "$shop" "$shop/winter.xlsx" \
  "$shop/winter.csv"
echo "Next: AUDIENCE_DB=$shop/shop.db build/quickstart/audience --help"
