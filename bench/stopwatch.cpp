// Runs one command as a process of its own, and says what it cost.
//
//   stopwatch INPUT OUTPUT ERRORS SAMPLING COMMAND [ARGUMENT]...
//
// The first three are what the command's standard streams are opened from; SAMPLING is the pause between two
// looks at its memory in milliseconds, or 0 for none. One line is printed, as JSON:
//   nanoseconds    from before the process is made to after its end
//   cpu_us         in user and kernel mode, all threads
//   peak_kib       the most that was resident, file pages included
//   anonymous_kib  the most of its own memory that was seen (with SAMPLING), else null
//   written_bytes  what it handed to write calls, or null where the kernel does not say
//   status         its exit code, or 128 and the signal
//
// Small and in C's ways on purpose: a child counts the peak of the process that made it as its own until it
// is another program.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

long long monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

// The number behind `label` in /proc/PID/NAME, or -1.
long long number_of_process(pid_t child, const char* name, const char* label) {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/%d/%s", child, name);
  const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  std::array<char, 4096> text{};
  const ssize_t length = read(file, text.data(), text.size() - 1);
  close(file);
  const char* found = length > 0 ? std::strstr(text.data(), label) : nullptr;
  return found == nullptr ? -1 : std::atoll(found + std::strlen(label));
}

// Returns when the child has ended, which is still to be reaped.
long long wait_sampling(pid_t child, int pause_ms) {
  long long most = -1;
  siginfo_t end{};
  const int flags = WEXITED | WNOWAIT | (pause_ms > 0 ? WNOHANG : 0);
  while (waitid(P_PID, static_cast<id_t>(child), &end, flags) == 0 || errno == EINTR) {
    if (end.si_pid == child) break;
    if (pause_ms == 0) continue;
    const long long seen = number_of_process(child, "status", "RssAnon:");
    if (seen > most) most = seen;
    const timespec pause{pause_ms / 1000, (pause_ms % 1000) * 1'000'000L};
    nanosleep(&pause, nullptr);
  }
  return most;
}

void print_number(const char* label, long long number, const char* end) {
  if (number < 0)
    std::printf("\"%s\": null%s", label, end);
  else
    std::printf("\"%s\": %lld%s", label, number, end);
}

}  // namespace

int main(int count, char** values) {
  if (count < 6) {
    std::fputs("usage: stopwatch INPUT OUTPUT ERRORS SAMPLING COMMAND [ARGUMENT]...\n", stderr);
    return 2;
  }
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, STDIN_FILENO, values[1], O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&streams, STDOUT_FILENO, values[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&streams, STDERR_FILENO, values[3], O_WRONLY | O_CREAT | O_TRUNC, 0600);

  pid_t child = 0;
  const long long began = monotonic_ns();
  const int failure = posix_spawnp(&child, values[5], &streams, nullptr, values + 5, environ);
  if (failure != 0) {
    std::fprintf(stderr, "%s: %s\n", values[5], std::strerror(failure));
    return 1;
  }
  const long long anonymous_kib = wait_sampling(child, std::atoi(values[4]));
  const long long took = monotonic_ns() - began;
  const long long written = number_of_process(child, "io", "wchar:");

  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) {
    std::perror("wait4");
    return 1;
  }
  const auto microseconds = [](const timeval& time) { return time.tv_sec * 1'000'000LL + time.tv_usec; };
  std::fputs("{", stdout);
  print_number("nanoseconds", took, ", ");
  print_number("cpu_us", microseconds(used.ru_utime) + microseconds(used.ru_stime), ", ");
  print_number("peak_kib", used.ru_maxrss, ", ");
  print_number("anonymous_kib", anonymous_kib, ", ");
  print_number("written_bytes", written, ", ");
  print_number("status", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), "}\n");
  return std::fflush(stdout) == 0 ? 0 : 1;
}
