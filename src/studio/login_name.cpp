// The effective user.
#include "studio/login_name.hpp"

#include <unistd.h>

#include "base/user_name.hpp"

namespace audience {

std::optional<std::string> login_name() { return user_name(::geteuid()); }

}  // namespace audience
