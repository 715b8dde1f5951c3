// Writing to files, full devices and pipes whose reader has gone.
#include "output/output_stream.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include "audience/error.hpp"

namespace audience {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int reader() const { return ends[0]; }
  [[nodiscard]] int writer() const { return ends[1]; }
  void close_reader() { close_end(0); }
  void close_writer() { close_end(1); }

 private:
  void close_end(std::size_t which) {
    if (ends[which] >= 0) ::close(ends[which]);
    ends[which] = -1;
  }
};

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 4096> block{};
  for (ssize_t got = 0; (got = ::read(descriptor, block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::string numbered_lines(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST_CASE("nothing is written before the buffer is full or flushed") {
  Pipe pipe;
  OutputStream stream(pipe.writer(), "a pipe");
  stream.write("abc");
  CHECK(stream.bytes_written() == 3);
  REQUIRE(::fcntl(pipe.reader(), F_SETFL, O_NONBLOCK) == 0);
  CHECK(read_to_end(pipe.reader()).empty());
  stream.flush();
  stream.flush();
  CHECK(stream.bytes_written() == 3);
  CHECK(read_to_end(pipe.reader()) == "abc");
}

TEST_CASE("pieces of every size arrive in order and are counted") {
  for (const std::size_t piece : {1UL, 1000UL, 65'535UL, 65'536UL, 65'537UL, 400'000UL}) {
    CAPTURE(piece);
    Pipe pipe;
    const std::string sent = numbered_lines(300'000);
    std::string received;
    std::thread reader([&] { received = read_to_end(pipe.reader()); });
    OutputStream stream(pipe.writer(), "a pipe");
    for (std::size_t at = 0; at < sent.size(); at += piece)
      stream.write(std::string_view(sent).substr(at, piece));
    stream.flush();
    pipe.close_writer();
    reader.join();
    CHECK(received == sent);
    CHECK(stream.bytes_written() == sent.size());
  }
}

TEST_CASE("a full device is told with its reason") {
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  OutputStream stream(full, "winter.csv");
  stream.write("abc");
  try {
    stream.flush();
    FAIL("writing to a full device did not fail");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::write_failed);
    CHECK(std::string(error.what()) == "cannot write winter.csv: No space left on device");
  }
  CHECK_THROWS_AS(stream.write(std::string(200'000, 'x')), Error);
  ::close(full);
}

TEST_CASE("a reader that has gone is no failure") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.close_reader();
  OutputStream stream(pipe.writer(), "standard output");
  stream.write("abc");
  CHECK_THROWS_AS(stream.flush(), ClosedPipe);
  std::signal(SIGPIPE, before);
}

TEST_CASE("a non-blocking pipe is waited for") {
  Pipe pipe;
  REQUIRE(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK) == 0);
  const std::string sent = numbered_lines(1'000'000);
  std::string received;
  std::thread reader([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    received = read_to_end(pipe.reader());
  });
  OutputStream stream(pipe.writer(), "a pipe");
  stream.write(sent);
  stream.flush();
  pipe.close_writer();
  reader.join();
  CHECK(received == sent);
}

volatile std::sig_atomic_t interruptions = 0;

TEST_CASE("a signal in the middle of a write loses nothing") {
  interruptions = 0;
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) { interruptions = interruptions + 1; };
  REQUIRE(::sigaction(SIGALRM, &action, &before) == 0);
  sigset_t alarm;
  ::sigemptyset(&alarm);
  ::sigaddset(&alarm, SIGALRM);
  // Blocked while the reader starts, so that only the writer is interrupted.
  ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
  Pipe pipe;
  const std::string sent = numbered_lines(1'000'000);
  std::string received;
  std::thread reader([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    received = read_to_end(pipe.reader());
  });
  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  const itimerval often{{0, 3000}, {0, 3000}};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  OutputStream stream(pipe.writer(), "a pipe");
  stream.write(sent);
  stream.flush();
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &never, nullptr);
  pipe.close_writer();
  reader.join();
  ::sigaction(SIGALRM, &before, nullptr);
  CHECK(interruptions > 0);
  CHECK(received == sent);
}

}  // namespace
}  // namespace audience
