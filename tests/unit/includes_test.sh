#!/usr/bin/env bash
# Holds the direction of includes: floors look down only, and each third-party library has one folder.
# usage: includes_test.sh ROOT | --self-test
set -euo pipefail

declare -A may=(
  [base]="base"
  [model]="base model"
  [storage]="base model storage"
  [output]="base model output"
  [import]="base model storage import"
  [query]="base model storage query"
  [cli]="base model storage output import query cli"
)
declare -A home=([sqlite3.h]=storage [nlohmann/]=model [CLI/]=cli [zlib.h]=import [xxhash.h]=base)

check() {
  local root=$1 bad=0 line file floor target
  while IFS= read -r line; do
    file=${line%%:*}
    floor=${file#src/}
    floor=${floor%%/*}
    target=$(sed -E 's/.*#include [<"]([^>"]+)[>"].*/\1/' <<<"$line")
    if [[ -d $root/src/${target%%/*} && " ${may[$floor]:-} " != *" ${target%%/*} "* ]]; then
      echo "$file: $floor may not include $target"
      bad=1
    fi
    for library in "${!home[@]}"; do
      if [[ $target == "$library"* && $floor != "${home[$library]}" ]]; then
        echo "$file: only ${home[$library]} includes $library"
        bad=1
      fi
    done
  done < <(cd "$root" && grep -rnE '^ *#include [<"]' src --include='*.hpp' --include='*.cpp')
  if (cd "$root" && grep -rnE '#include [<"](fmt|sqlite3|nlohmann|CLI|zlib|xxhash)|#include "(base|model|storage|output|import|query|cli)/' include); then
    echo "include/ may use the standard library and itself only"
    bad=1
  fi
  return $bad
}

if [ "${1:-}" = --self-test ]; then
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  mkdir -p "$root/src/base" "$root/src/cli" "$root/src/model" "$root/include"
  echo '#include "base/time.hpp"' >"$root/src/cli/good.cpp"
  check "$root" || { echo "a good tree is refused"; exit 1; }
  for wrong in 'base|"cli/app.hpp"' 'model|<sqlite3.h>' 'base|"model/filter.hpp"'; do
    echo "#include ${wrong#*|}" >"$root/src/${wrong%%|*}/bad.cpp"
    if check "$root" >/dev/null; then
      echo "not noticed: $wrong"
      exit 1
    fi
    rm "$root/src/${wrong%%|*}/bad.cpp"
  done
  echo "The check fails where it must."
  exit 0
fi

check "${1:?the root of the source tree}"
echo "All includes point down."
