// The only conversions between JavaScript values and the core's arrays. Everything is copied, both ways: memory
// growth detaches every view into the heap, so none ever leaves.
//
//   Matrix         { rows, cols, data: Float64Array }        row-major
//   ComplexMatrix  { rows, cols, re: Float64Array, im: Float64Array }
//   Vector         Float64Array
//   ComplexVector  { re: Float64Array, im: Float64Array }
//   std::vector<T> T[]
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <vector>

#include "types.h"

namespace nabla::js {

using emscripten::val;

inline val float64Array(const double* data, Index size) {
  const val view{emscripten::typed_memory_view(static_cast<std::size_t>(size), data)};
  return view.call<val>("slice");
}

// The engine has checked type and length before a value crosses; a caller of the bare module gets this refusal.
inline void copyIn(const val& array, double* target, Index size) {
  if (array["length"].as<double>() != static_cast<double>(size)) {
    throw InvalidArgument("data must hold " + std::to_string(size) + " numbers");
  }
  const val view{emscripten::typed_memory_view(static_cast<std::size_t>(size), target)};
  view.call<void>("set", array);
}

inline Index dimension(const val& object, const char* name) {
  const double n = object[name].as<double>();
  if (!(n >= 0 && n <= 32768 && n == static_cast<double>(static_cast<Index>(n)))) {
    throw InvalidArgument(std::string(name) + " must be a whole number from 0 to 32768");
  }
  return static_cast<Index>(n);
}

inline val toJs(const Vector& v) { return float64Array(v.data(), v.size()); }

inline val toJs(const Matrix& m) {
  val object = val::object();
  object.set("rows", static_cast<double>(m.rows()));
  object.set("cols", static_cast<double>(m.cols()));
  object.set("data", float64Array(m.data(), m.size()));
  return object;
}

inline val toJs(const ComplexVector& v) {
  const Vector re = v.real();
  const Vector im = v.imag();
  val object = val::object();
  object.set("re", toJs(re));
  object.set("im", toJs(im));
  return object;
}

inline val toJs(const ComplexMatrix& m) {
  const Matrix re = m.real();
  const Matrix im = m.imag();
  val object = val::object();
  object.set("rows", static_cast<double>(m.rows()));
  object.set("cols", static_cast<double>(m.cols()));
  object.set("re", float64Array(re.data(), re.size()));
  object.set("im", float64Array(im.data(), im.size()));
  return object;
}

template <typename T>
val toJs(const std::vector<T>& items) {
  val array = val::array();
  for (const T& item : items) array.call<void>("push", toJs(item));
  return array;
}

inline void fromJs(const val& array, Vector& v) {
  v.resize(dimension(array, "length"));
  copyIn(array, v.data(), v.size());
}

inline void fromJs(const val& object, Matrix& m) {
  m.resize(dimension(object, "rows"), dimension(object, "cols"));
  copyIn(object["data"], m.data(), m.size());
}

// Results only: no function takes complex arrays or lists, but embind wants both directions of a field.
template <typename T>
void fromJs(const val&, T&) {
  throw InvalidArgument("this kind of array is a result, not an argument");
}

// What embind needs to pass T by value through an emscripten::val.
template <typename T>
struct ByValue {
  using WireType = emscripten::EM_VAL;
  static WireType toWireType(const T& value, emscripten::internal::rvp::default_tag) {
    return toJs(value).release_ownership();
  }
  static T fromWireType(WireType wire) {
    T value;
    fromJs(val::take_ownership(wire), value);
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
template <>
struct BindingType<std::vector<nabla::Matrix>> : nabla::js::ByValue<std::vector<nabla::Matrix>> {};
}  // namespace emscripten::internal
