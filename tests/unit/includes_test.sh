#!/usr/bin/env bash
# Fails on an #include that points up or sideways, or takes a third-party library to a second folder.
set -euo pipefail

# The floors of src/, each with those below it.
declare -A below=(
  [base]=""
  [json]="base"
  [model]="base json"
  [storage]="base json model"
  [output]="base json model"
  [link]="base json"
  [import]="base json model storage"
  [query]="base json model storage"
  [studio]="base json model storage output link import query"
  [library]="base json model storage output link import query studio"
  [cli]="base json model storage output link import query studio"
)

# Functions answer in a variable of their name: a subshell for each of some thousand lines would take a minute.

# Where a third-party header may be included; "src" is every floor.
home_of() {
  home=
  case $1 in
    sqlite3.h) home=storage ;;
    libpq-fe.h) home=storage ;;
    CLI/*) home=cli ;;
    nlohmann/*) home=json ;;
    zlib.h | zstd.h | zstd_errors.h) home=base ;;
    expat.h | minizip/*) home=import ;;
    isa-l.h | isa-l/*) home=output ;;
    nettle/*) home=base ;;
    curl/* | boost/*) home="link" ;;
    xxhash.h) home=base ;;
    fmt/*) home=src ;;
  esac
}

# Who alone may include what one place chooses or few should know: beginnings of paths; empty: everyone above.
readers_of() {
  readers=
  case $1 in
    query/sqlite/*) readers="src/query/sqlite/ src/query/engines.cpp" ;;
    libpq-fe.h | storage/postgresql/pq_library.hpp | storage/postgresql/server_login.hpp) readers="src/storage/postgresql/" ;;
    storage/source_sql.hpp) readers="src/storage/ src/query/sqlite/" ;;
  esac
}

# What is wrong with including $2 in the file $1, where its floor may.
fault_in_file() {
  local relative=$1 reader
  readers_of "$2"
  if [[ -z $readers ]]; then return; fi
  for reader in $readers; do
    if [[ $relative == "$reader"* ]]; then return; fi
  done
  fault="only $readers may"
}

# What is wrong with including $3 in floor $1 ("include" is the public face); $2 is its first character.
fault_of() {
  local floor=$1 quote=$2 header=$3
  fault=
  if [[ $quote == '"' && $header == audience/* ]]; then return; fi
  home_of "$header"
  if [[ $floor == include ]]; then
    if [[ $quote == '"' ]]; then fault="the public face includes only itself"; fi
    # No standard header of C++ has a slash or a dot in its name.
    if [[ $quote == '<' && $header == *[./]* ]]; then fault="the public face includes standard headers only"; fi
    return
  fi
  if [[ -z ${below[$floor]+known} ]]; then fault="$floor is no floor"; return; fi
  if [[ -n $home && $home != src && $home != "$floor" ]]; then fault="only $home includes it"; fi
  if [[ -n $home || $quote == '<' && -z ${below[${header%%/*}]+known} ]]; then return; fi
  if [[ $header != */* ]]; then fault="write the path from src"; return; fi
  if [[ " $floor ${below[$floor]} " != *" ${header%%/*} "* ]]; then
    fault="$floor may not include ${header%%/*}"
  fi
}

check() {
  local root=$1 file line text relative floor home fault seen=0 faults=0
  local pattern='^[[:space:]]*#[[:space:]]*include[[:space:]]*([<"])([^>"]+)[>"]'
  while IFS=: read -r file line text; do
    [[ $text =~ $pattern ]] || continue
    seen=$((seen + 1))
    relative=${file#"$root"/}
    if [[ $relative == include/* ]]; then
      floor=include
    else
      floor=${relative#src/}
      floor=${floor%%/*}
    fi
    fault_of "$floor" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    if [[ -z $fault ]]; then fault_in_file "$relative" "${BASH_REMATCH[2]}"; fi
    if [[ -n $fault ]]; then
      echo "$relative:$line: $text    ($fault)"
      faults=$((faults + 1))
    fi
  done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' "$root/src" "$root/include")
  if ((seen == 0)); then
    echo "no #include found under $root/src and $root/include: is this the source root?"
    return 1
  fi
  ((faults == 0))
}

# A good tree passes; with any one of these lines added it does not, and the line is named.
self_test() {
  local tree file include bad=0
  tree=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$tree'" EXIT
  local -a good=(
    'src/base/a.cpp|<xxhash.h>' 'src/base/a.cpp|"audience/error.hpp"' 'src/base/a.cpp|"base/a.hpp"'
    'src/json/a.cpp|<nlohmann/json.hpp>' 'src/model/a.cpp|"base/a.hpp"' 'src/storage/a.cpp|<sqlite3.h>'
    'src/storage/postgresql/a.cpp|<libpq-fe.h>'
    'src/storage/a.cpp|"model/a.hpp"' 'src/output/a.cpp|"base/a.hpp"' 'src/output/a.cpp|<fmt/format.h>' 'src/output/a.cpp|<isa-l.h>' 'src/link/a.cpp|<curl/curl.h>' 'src/base/a.cpp|<nettle/sha2.h>'
    'src/base/a.cpp|<zlib.h>' 'src/import/a.cpp|"storage/a.hpp"' 'src/query/a.cpp|"storage/a.hpp"'
    'src/studio/a.cpp|"query/a.hpp"' 'src/cli/a.cpp|<CLI/CLI.hpp>' 'src/cli/a.cpp|"studio/a.hpp"'
    'src/query/engines.cpp|"query/sqlite/a.hpp"' 'src/query/sqlite/a.cpp|"storage/source_sql.hpp"'
    'src/cli/a.cpp|"output/a.hpp"' 'src/library/a.cpp|"studio/a.hpp"' 'include/audience/error.hpp|<string>' 'src/base/a.cpp|<sys/stat.h>')
  local -a wrong=(
    'src/base/b.cpp|"model/a.hpp"' 'src/json/b.cpp|"model/a.hpp"' 'src/link/b.cpp|"model/a.hpp"' 'src/model/b.cpp|<nlohmann/json.hpp>' 'src/model/b.cpp|"storage/a.hpp"' 'src/storage/b.cpp|"query/a.hpp"'
    'src/storage/b.cpp|"output/a.hpp"' 'src/output/b.cpp|"storage/a.hpp"' 'src/import/b.cpp|"query/a.hpp"'
    'src/query/b.cpp|"import/a.hpp"' 'src/query/b.cpp|"output/a.hpp"' 'src/studio/b.cpp|"cli/a.hpp"'
    'src/query/b.cpp|<sqlite3.h>' 'src/model/b.cpp|<CLI/CLI.hpp>' 'src/cli/b.cpp|<nlohmann/json.hpp>'
    'src/import/b.cpp|<zlib.h>' 'src/link/b.cpp|<nettle/sha2.h>' 'src/cli/b.cpp|<curl/curl.h>' 'src/storage/b.cpp|<libpq-fe.h>' 'src/query/b.cpp|"storage/postgresql/pq_library.hpp"'
    'src/link/b.cpp|"storage/a.hpp"' 'src/import/b.cpp|<isa-l.h>' 'src/output/b.cpp|<boost/asio.hpp>' 'src/storage/b.cpp|<xxhash.h>' 'src/storage/b.cpp|"xxhash.h"'
    'include/audience/b.hpp|<fmt/format.h>' 'include/audience/b.hpp|<sqlite3.h>'
    'include/audience/b.hpp|<audience/error.hpp>' 'include/audience/b.hpp|<sys/stat.h>' 'include/audience/b.hpp|"base/a.hpp"'
    'src/cli/b.cpp|"library/a.hpp"' 'src/studio/b.cpp|"library/a.hpp"' 'src/util/b.cpp|"base/a.hpp"'
    'src/query/b.cpp|"query/sqlite/a.hpp"' 'src/studio/b.cpp|"query/sqlite/a.hpp"' 'src/query/b.cpp|"storage/source_sql.hpp"'
    'src/base/b.cpp|<model/a.hpp>' 'src/base/b.cpp|"../model/a.hpp"' 'src/base/b.cpp|"a.hpp"')
  for include in "${good[@]}"; do
    file=$tree/${include%%|*}
    mkdir -p "${file%/*}"
    echo "#include ${include#*|}" >>"$file"
  done
  if ! check "$tree"; then
    echo "self-test: a good tree was refused"
    bad=1
  fi
  for include in "${wrong[@]}"; do
    file=$tree/${include%%|*}
    mkdir -p "${file%/*}"
    echo "  #  include ${include#*|}" >"$file"
    if check "$tree" >"$tree/said" || ! grep -qF "${include%%|*}:1:" "$tree/said"; then
      echo "self-test: $include was not refused"
      bad=1
    fi
    rm "$file"
  done
  mkdir -p "$tree/nothing/src" "$tree/nothing/include"
  if check "$tree/nothing" >"$tree/said"; then
    echo "self-test: a tree without sources was not refused"
    bad=1
  fi
  return "$bad"
}

case ${1-} in
  --self-test) self_test ;;
  "" | -*)
    echo "usage: includes_test.sh SOURCE_ROOT | --self-test" >&2
    exit 2
    ;;
  *) check "${1%/}" ;;
esac
