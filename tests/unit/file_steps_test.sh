#!/usr/bin/env bash
# Fails where src/ opens, writes, syncs, names or removes a file of the tool's own past base/file_system, the
# one place where a test can let a step fail.
set -euo pipefail

step='(^|[^[:alnum:]_>])::(f?chmod(at)?|[fl]?chown(at)?|copy_file_range|fdatasync|flock|f?sync(fs)?|f?truncate|link(at)?|mkdir(at)?|mko?stemp|opendir|pwrite|rename(at2?)?|rmdir|unlink(at)?|write)\('
making='::open(at)?\([^;]*O_(APPEND|CREAT|RDWR|TMPFILE|TRUNC)|std::o?fstream|std::filesystem::(copy|permissions|remove|rename|resize_file)'

# Prints what is past the seam under $1.
check() {
  local root=$1
  if [[ ! -f $root/src/base/file_system.cpp ]]; then
    echo "there is no src/base/file_system.cpp under $root: is this the source root?"
    return 1
  fi
  ! grep -rnE "$step|$making" "$root/src" --include='*.?pp' | grep -vE "^$root/src/base/file_system.cpp:"
}

# A tree without faults passes; with any one of these lines it does not.
self_test() {
  local tree line bad=0
  tree=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder is known now
  trap "rm -rf '$tree'" EXIT
  mkdir -p "$tree/src/base" "$tree/src/link"
  echo 'int FileSystem::unlink(const char* path) { return ::unlink(path); }' >"$tree/src/base/file_system.cpp"
  printf '%s\n' 'void OutputStream::write(std::string_view bytes) {' 'file_system().rename(a, b);' \
    '::open(file, O_RDONLY | O_CLOEXEC);' 'std::ifstream stream(file);' 'std::filesystem::exists(file);' \
    '::open("/dev/null", O_WRONLY | O_CLOEXEC);' >"$tree/src/link/good.cpp"
  if ! check "$tree"; then
    echo "self-test: a good tree was refused"
    bad=1
  fi
  while read -r line; do
    echo "$line" >"$tree/src/link/wrong.cpp"
    if check "$tree" >/dev/null; then
      echo "self-test: this was not refused: $line"
      bad=1
    fi
  done <<'LINES'
::unlink(file.c_str());
if (::fsync(descriptor) != 0) fail();
while (::write(descriptor, text, size) < 0)
return !::rename(from, to);
::renameat2(a, from, b, to, 0);
::syncfs(file);
::fchmod(file, 0600);
::fchmodat(AT_FDCWD, file, 0600, 0);
::lchown(file, 0, group);
::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
std::ofstream made(file, std::ios::app);
std::filesystem::remove(file, ignored);
LINES
  if check "$tree/src" >/dev/null; then
    echo "self-test: a tree without the seam was not refused"
    bad=1
  fi
  return "$bad"
}

case ${1-} in
  --self-test) self_test ;;
  "" | -*)
    echo "usage: file_steps_test.sh SOURCE_ROOT | --self-test" >&2
    exit 2
    ;;
  *) check "${1%/}" ;;
esac
