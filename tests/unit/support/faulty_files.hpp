// A file system of which one step fails.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cerrno>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "audience/error.hpp"
#include "base/file_system.hpp"

namespace audience {

/// In force while it lives: the real one, but for the step that is to fail.
class FaultyFiles final : public FileSystem {
 public:
  FaultyFiles() : before_(replace_file_system(*this)) {}
  ~FaultyFiles() override { replace_file_system(before_); }

  /// From now on the step of that number fails, 1 being the next: with that errno and nothing done. `kind`:
  /// only steps of that name are counted.
  void fail(std::size_t number, int fault, std::string kind = {}) {
    left_ = number;
    fault_ = fault;
    kind_ = std::move(kind);
    failed_.clear();
  }
  /// As on file systems that know no unnamed files, and no rename that spares an existing name.
  void be_simple() { is_simple_ = true; }
  /// The name of the step that failed; empty while none did.
  [[nodiscard]] const std::string& failed() const { return failed_; }

  int open(const char* file, int flags, mode_t mode) override {
    if (is_simple_ && (flags & O_TMPFILE) == O_TMPFILE) return refuse(EOPNOTSUPP);
    return fails("open") ? -1 : FileSystem::open(file, flags, mode);
  }
  ssize_t pread(int descriptor, void* bytes, std::size_t count, off_t at) override {
    return fails("pread") ? -1 : FileSystem::pread(descriptor, bytes, count, at);
  }
  ssize_t write(int descriptor, const void* bytes, std::size_t count) override {
    return fails("write") ? -1 : FileSystem::write(descriptor, bytes, count);
  }
  ssize_t copy_file_range(int from, off_t* at, int to, std::size_t count) override {
    return fails("copy_file_range") ? -1 : FileSystem::copy_file_range(from, at, to, count);
  }
  int fsync(int descriptor) override { return fails("fsync") ? -1 : FileSystem::fsync(descriptor); }
  int syncfs(int descriptor) override { return fails("syncfs") ? -1 : FileSystem::syncfs(descriptor); }
  int flock(int descriptor, int operation) override {
    return fails("flock") ? -1 : FileSystem::flock(descriptor, operation);
  }
  int fchmod(int descriptor, mode_t mode) override {
    return fails("fchmod") ? -1 : FileSystem::fchmod(descriptor, mode);
  }
  int set_mode(const char* path, mode_t mode) override {
    return fails("set_mode") ? -1 : FileSystem::set_mode(path, mode);
  }
  int set_group(const char* path, gid_t group) override {
    return fails("set_group") ? -1 : FileSystem::set_group(path, group);
  }
  int fstat(int descriptor, struct stat& info) override {
    return fails("fstat") ? -1 : FileSystem::fstat(descriptor, info);
  }
  int stat(const char* path, struct stat& info) override {
    return fails("stat") ? -1 : FileSystem::stat(path, info);
  }
  int lstat(const char* path, struct stat& info) override {
    return fails("lstat") ? -1 : FileSystem::lstat(path, info);
  }
  /// As where a file system of that type is mounted.
  void be_of_type(std::uint32_t type) { type_ = type; }
  int file_system_type(const char* path, std::uint32_t& type) override {
    if (fails("statfs")) return -1;
    if (!type_) return FileSystem::file_system_type(path, type);
    type = *type_;
    return 0;
  }
  int rename(const char* from, const char* to) override {
    return fails("rename") ? -1 : FileSystem::rename(from, to);
  }
  int rename_to_free_name(const char* from, const char* to) override {
    if (is_simple_) return refuse(EINVAL);
    return fails("rename_to_free_name") ? -1 : FileSystem::rename_to_free_name(from, to);
  }
  int link(const char* from, const char* to) override {
    return fails("link") ? -1 : FileSystem::link(from, to);
  }
  int link_descriptor(int descriptor, const char* to) override {
    return fails("link_descriptor") ? -1 : FileSystem::link_descriptor(descriptor, to);
  }
  int unlink(const char* path) override { return fails("unlink") ? -1 : FileSystem::unlink(path); }
  int mkdir(const char* folder, mode_t mode) override {
    return fails("mkdir") ? -1 : FileSystem::mkdir(folder, mode);
  }
  int rmdir(const char* folder) override { return fails("rmdir") ? -1 : FileSystem::rmdir(folder); }
  int for_each_name(const char* folder, const std::function<void(const char* name)>& visit) override {
    return fails("for_each_name") ? -1 : FileSystem::for_each_name(folder, visit);
  }

 private:
  static int refuse(int fault) {
    errno = fault;
    return -1;
  }
  bool fails(const char* step) {
    if (left_ == 0 || (!kind_.empty() && kind_ != step) || --left_ > 0) return false;
    failed_ = step;
    errno = fault_;
    return true;
  }

  FileSystem& before_;
  std::size_t left_ = 0;  ///< steps until the one that fails; 0: none will
  int fault_ = 0;
  std::string kind_, failed_;
  bool is_simple_ = false;
  std::optional<std::uint32_t> type_;
};

/// What became of work of which one step failed.
struct Outcome {
  std::string step;            ///< the name of the step that failed; empty where all went well
  std::size_t number = 0;      ///< which of all its steps that was
  std::optional<Error> error;  ///< what the work threw

  /// Whether the fault was told, or is one of a step that nothing depends on.
  [[nodiscard]] bool is_honest(const std::set<std::string>& harmless) const {
    return error || step.empty() || harmless.contains(step);
  }
};

/// Prepares and works again and again, each time with another step failing, the first, the second, …, until
/// the work has fewer steps than that; looks at what became of it after each, the last time without a fault,
/// when the work must pass. The names of the steps that failed.
inline std::set<std::string> let_each_step_fail(FaultyFiles& files, int fault,
                                                const std::function<void()>& prepare,
                                                const std::function<void()>& work,
                                                const std::function<void(const Outcome&)>& look) {
  std::set<std::string> steps;
  for (std::size_t number = 1; number < 1000; ++number) {
    prepare();
    Outcome outcome{.step = {}, .number = number, .error = {}};
    files.fail(number, fault);
    try {
      work();
    } catch (const Error& error) {
      outcome.error.emplace(error);
    }
    outcome.step = files.failed();
    files.fail(0, 0);
    CAPTURE(outcome.step);
    CAPTURE(outcome.number);
    CAPTURE(fault);
    const std::string told = outcome.error ? outcome.error->what() : "";
    CAPTURE(told);
    look(outcome);
    if (outcome.step.empty()) {
      CHECK_FALSE(outcome.error);
      return steps;
    }
    steps.insert(outcome.step);
  }
  FAIL("there was always another step to fail");
  return steps;
}

}  // namespace audience
