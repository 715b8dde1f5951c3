// How far this process has come with what it stores, for whom a signal ends.
#pragma once

namespace audience {

enum class StoredState {
  nothing,     ///< no transaction that writes has come to its end
  committing,  ///< one is about to: whether it did, only the database can tell
  something    ///< one has
};

/// Since it was forgotten last. May be asked in a signal handler.
StoredState stored_state() noexcept;
void forget_stored_state() noexcept;

/// Stands around what makes changes last.
class Committing {
 public:
  Committing() noexcept;
  ~Committing();  ///< as before, where it was not done
  Committing(const Committing&) = delete;
  Committing& operator=(const Committing&) = delete;
  void done() noexcept;

 private:
  StoredState before_;
};

}  // namespace audience
