// The only conversions between JavaScript values and the core's arrays. Everything is copied, both ways:
// memory growth detaches every view into the heap, so none ever leaves.
//
//   Matrix         { rows, cols, data: Float64Array }        row-major
//   ComplexMatrix  { rows, cols, re: Float64Array, im: Float64Array }
//   Vector         Float64Array
//   ComplexVector  { re: Float64Array, im: Float64Array }
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "types.h"

namespace nabla::js {

// Defined once, out of line: inlined into every field of every struct they were a third of the engine.
emscripten::val toJs(const Vector& v);
emscripten::val toJs(const Matrix& m);
emscripten::val toJs(const ComplexVector& v);
emscripten::val toJs(const ComplexMatrix& m);
void fromJs(const emscripten::val& array, Vector& v);
void fromJs(const emscripten::val& object, Matrix& m);
// Results only: no function takes complex arrays, but embind wants both directions of a field. These throw.
void fromJs(const emscripten::val& object, ComplexVector& v);
void fromJs(const emscripten::val& object, ComplexMatrix& m);

// What embind needs to pass T by value through an emscripten::val.
template <typename T>
struct ByValue {
  using WireType = emscripten::EM_VAL;
  static WireType toWireType(const T& value, emscripten::internal::rvp::default_tag) {
    return toJs(value).release_ownership();
  }
  static T fromWireType(WireType wire) {
    T value;
    fromJs(emscripten::val::take_ownership(wire), value);
    return value;
  }
};

}  // namespace nabla::js

namespace emscripten::internal {
template <>
struct BindingType<nabla::Vector> : nabla::js::ByValue<nabla::Vector> {};
template <>
struct BindingType<nabla::Matrix> : nabla::js::ByValue<nabla::Matrix> {};
template <>
struct BindingType<nabla::ComplexVector> : nabla::js::ByValue<nabla::ComplexVector> {};
template <>
struct BindingType<nabla::ComplexMatrix> : nabla::js::ByValue<nabla::ComplexMatrix> {};
}  // namespace emscripten::internal
