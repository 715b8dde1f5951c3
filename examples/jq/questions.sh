#!/usr/bin/env bash
# Questions whose answer is a few lines of jq over what audience says as JSON (audience-json(5) has every key):
#   questions.sh never-exported        audiences of which no export is logged
#   questions.sh costliest AUDIENCE    the filter that left out most customers
#   questions.sh shrank PERCENT        audiences whose newest run lost more than that, with sizes before and after
set -euo pipefail

never_exported() {
  local exports
  exports=$(audience exports --json)
  audience list --json | jq -r --slurpfile exports <(printf '%s' "$exports") '
    ($exports[0] | map({key: .audience_id, value: true}) | from_entries) as $handed_out
    | .[] | select($handed_out[.audience_id] | not) | .audience_name'
}

costliest() {
  audience show "$1" --json | jq -r '
    [.filters[].values[]] | max_by(.count_before - .count_now) // empty
    | "\(.filter_name) \(.filter_type): \(.count_before - .count_now) of \(.count_before)"'
}

shrank() {
  local audiences id
  audiences=$(audience list --json | jq -r '.[] | .audience_id')
  for id in $audiences; do
    # A refused run changed nothing.
    audience history "$id" --json | jq -r --arg id "$id" --argjson percent "$1" '
      map(select(.refused | not)) | .[0] // empty | (.audience_size - .entered + .left) as $before
      | select($before > 0 and ($before - .audience_size) * 100 > $percent * $before)
      | [$id, $before, .audience_size] | @tsv'
  done
}

case ${1-} in
  never-exported) never_exported ;;
  costliest) costliest "${2:?name an audience}" ;;
  shrank) shrank "${2:?say how many percent}" ;;
  *)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
esac
