// Work cut into blocks that several threads make and one takes in order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace audience {

/// Makes blocks 0..count-1, each by the next free maker on a thread of its own, and calls `take` on the
/// calling thread with one after another in order. No maker runs more than `ahead` blocks before the one that
/// is taken, so that memory does not grow with their count. The first exception of any of them ends the work
/// and is thrown here.
template <typename Block>
class OrderedBlocks {
 public:
  using Maker = std::function<Block(std::size_t)>;  ///< used by one thread

  OrderedBlocks(std::size_t count, std::size_t ahead) : count_(count), ahead_(ahead) {}

  void run(std::vector<Maker>& makers, const std::function<void(Block&&)>& take) {
    {
      std::vector<std::jthread> threads;
      for (Maker& maker : makers) threads.emplace_back([this, &maker] { make(maker); });
      try {
        for (std::size_t i = 0; i < count_; ++i) {
          if (!hand_over(take)) break;
        }
      } catch (...) {
        fail(std::current_exception());
      }
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool hand_over(const std::function<void(Block&&)>& take) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ || made_.contains(taken_); });
    if (failure_) return false;
    auto node = made_.extract(taken_);
    lock.unlock();
    take(std::move(node.mapped()));
    lock.lock();
    ++taken_;
    changed_.notify_all();
    return true;
  }

  void make(Maker& maker) {
    try {
      for (;;) {
        std::size_t mine = 0;
        {
          std::unique_lock lock(mutex_);
          changed_.wait(lock, [this] { return failure_ || next_ == count_ || next_ < taken_ + ahead_; });
          if (failure_ || next_ == count_) return;
          mine = next_++;
        }
        Block block = maker(mine);
        const std::lock_guard lock(mutex_);
        made_.emplace(mine, std::move(block));
        changed_.notify_all();
      }
    } catch (...) {
      fail(std::current_exception());
    }
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    changed_.notify_all();
  }

  const std::size_t count_, ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0, taken_ = 0;
  std::map<std::size_t, Block> made_;
  std::exception_ptr failure_;
};

}  // namespace audience
