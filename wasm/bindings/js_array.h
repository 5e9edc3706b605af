// The only conversions between JavaScript values and the core's arrays. Everything is copied, both ways:
// memory growth detaches every view into the heap, so none ever leaves.
//
//   Matrix         { rows, cols, data: Float64Array }        row-major
//   ComplexMatrix  { rows, cols, re: Float64Array, im: Float64Array }
//   Vector         Float64Array
//   ComplexVector  { re: Float64Array, im: Float64Array }
#pragma once

#include <emscripten/bind.h>

#include <string>

#include "types.h"

namespace nabla::js {

using Handle = emscripten::EM_VAL;
using Text = emscripten::internal::BindingType<std::string>::WireType;

// A result on its way out. JavaScript owns the handle.
Handle toJs(const Vector& v);
Handle toJs(const Matrix& m);
Handle toJs(const ComplexVector& v);
Handle toJs(const ComplexMatrix& m);

// An argument on its way in: the call's number `slot`, kept until releaseArguments(). JavaScript gives its
// handle away; a text stays its own.
inline constexpr int kMostArguments = 16;
const Vector& vectorArgument(int slot, Handle array);
const Matrix& matrixArgument(int slot, Handle object);
const std::string& textArgument(int slot, Text text);
void releaseArguments();

}  // namespace nabla::js
