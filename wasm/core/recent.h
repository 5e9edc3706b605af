// What was made lately, kept because the next frame of a drag often asks for it again.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace nabla {

// The entry that fits, or else a new one in place of the one that was not asked for longest; first from now
// on, and valid until the next call.
template <class T, class Fits, class Make>
T& broughtForward(std::vector<T>& all, std::size_t most, Fits fits, Make make) {
  auto found = std::find_if(all.begin(), all.end(), fits);
  if (found == all.end()) {
    T made = make();
    if (all.size() == most) all.pop_back();
    all.push_back(std::move(made));
    found = all.end() - 1;
  }
  std::rotate(all.begin(), found, found + 1);
  return all.front();
}

}  // namespace nabla
