// One value for the process.
#include "storage/stored_state.hpp"

#include <atomic>

namespace audience {
namespace {

std::atomic<StoredState> state = StoredState::nothing;
static_assert(std::atomic<StoredState>::is_always_lock_free);

}  // namespace

StoredState stored_state() noexcept { return state; }
void forget_stored_state() noexcept { state = StoredState::nothing; }

Committing::Committing() noexcept : before_(state.exchange(StoredState::committing)) {}
Committing::~Committing() { state = before_; }
void Committing::done() noexcept { before_ = StoredState::something; }

}  // namespace audience
