#include "js_array.h"

namespace nabla::js {

using emscripten::val;

namespace {

val float64Array(const double* data, Index size) {
  const val view{emscripten::typed_memory_view(static_cast<std::size_t>(size), data)};
  return view.call<val>("slice");
}

// The engine has checked type and length before a value crosses; a caller of the bare module gets this
// refusal.
void copyIn(const val& array, double* target, Index size) {
  if (array["length"].as<double>() != static_cast<double>(size)) {
    throw InvalidArgument("data must hold " + std::to_string(size) + " numbers");
  }
  const val view{emscripten::typed_memory_view(static_cast<std::size_t>(size), target)};
  view.call<void>("set", array);
}

Index dimension(const val& object, const char* name) {
  const double n = object[name].as<double>();
  if (!(n >= 0 && n <= 32768 && n == static_cast<double>(static_cast<Index>(n)))) {
    throw InvalidArgument(std::string(name) + " must be a whole number from 0 to 32768");
  }
  return static_cast<Index>(n);
}

val shaped(Index rows, Index cols) {
  val object = val::object();
  object.set("rows", static_cast<double>(rows));
  object.set("cols", static_cast<double>(cols));
  return object;
}

[[noreturn]] void refuseComplex() {
  throw InvalidArgument("a complex array is a result, not an argument");
}

}  // namespace

val toJs(const Vector& v) {
  return float64Array(v.data(), v.size());
}

val toJs(const Matrix& m) {
  val object = shaped(m.rows(), m.cols());
  object.set("data", float64Array(m.data(), m.size()));
  return object;
}

val toJs(const ComplexVector& v) {
  val object = val::object();
  object.set("re", toJs(Vector(v.real())));
  object.set("im", toJs(Vector(v.imag())));
  return object;
}

val toJs(const ComplexMatrix& m) {
  const Matrix re = m.real();
  const Matrix im = m.imag();
  val object = shaped(m.rows(), m.cols());
  object.set("re", float64Array(re.data(), re.size()));
  object.set("im", float64Array(im.data(), im.size()));
  return object;
}

void fromJs(const val& array, Vector& v) {
  v.resize(dimension(array, "length"));
  copyIn(array, v.data(), v.size());
}

void fromJs(const val& object, Matrix& m) {
  m.resize(dimension(object, "rows"), dimension(object, "cols"));
  copyIn(object["data"], m.data(), m.size());
}

void fromJs(const val&, ComplexVector&) {
  refuseComplex();
}
void fromJs(const val&, ComplexMatrix&) {
  refuseComplex();
}

}  // namespace nabla::js
