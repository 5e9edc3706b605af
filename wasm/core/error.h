// What the core throws. The class is the stable code that a page may rely on; the text is a sentence for
// people that names the argument. The engine turns each into one JavaScript Error with that code.
#pragma once

#include <stdexcept>
#include <string>

namespace nabla {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A value outside its domain: not finite, negative where a size is meant, an unknown choice.
struct InvalidArgument : Error {
  using Error::Error;
};

// Shapes that do not fit together, in PyTorch's words where PyTorch has them.
struct ShapeMismatch : Error {
  using Error::Error;
};

// The inverse or the solution does not exist; the text holds the number that proves it.
struct SingularMatrix : Error {
  using Error::Error;
};

// An iteration reached its limit without meeting its tolerance.
struct NotConverged : Error {
  using Error::Error;
};

// A typed text that is no function of its variables. `position` counts characters from 1 and points at the
// culprit, one past the end when something is missing there.
struct InvalidExpression : Error {
  InvalidExpression(const std::string& sentence, int at) : Error(sentence), position(at) {}
  int position;
};

}  // namespace nabla
