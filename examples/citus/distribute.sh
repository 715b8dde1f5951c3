#!/usr/bin/env bash
# Spreads a shop over the workers of a Citus cluster by the customer's key, and the members of audiences beside their customers, so
# that each worker joins what it has. Run it once, when `audience init --catalog` has made the schema `audience`:
#
#   examples/citus/distribute.sh postgresql://owner@coordinator/shop
#
# The tables are those of a shop as the demo has them; name others by the environment: CUSTOMERS, KEY, EVENTS (tables with the customer's key
# in a column of the same name, separated by blanks).
set -euo pipefail

address=${1:?"name the coordinator: postgresql://owner@coordinator/shop"}
customers=${CUSTOMERS:-public.customers}
key=${KEY:-customer_id}
read -r -a events <<<"${EVENTS:-public.purchases public.recommendations}"

# Names go into the statements as values: psql quotes them.
run() {
  psql -X -q -A -t -v ON_ERROR_STOP=1 -v customers="$customers" -v key="$key" -v table="${2:-}" "$address" <<<"$1" >/dev/null
}

run "SELECT create_distributed_table(:'customers', :'key');"
for table in "${events[@]}"; do
  run "SELECT create_distributed_table(:'table', :'key', colocate_with => :'customers');" "$table"
done
run "SELECT create_reference_table('audience.audiences');"
for table in audience.members audience.membership_events; do
  run "SELECT create_distributed_table(:'table', 'customer_key', colocate_with => :'customers');" "$table"
done
echo "Done: $customers, ${events[*]} and the members of audiences are spread by $key."
