#include "js_array.h"

#include <emscripten/em_js.h>

// The JavaScript side of an array, one crossing each. `>>> 3` because an address is a number of bytes.
// clang-format off: it takes JavaScript for C++
EM_JS_DEPS(nabla_arrays, "$Emval");
EM_JS(nabla::js::Handle, nablaVector, (const double* data, int size), {
  const at = data >>> 3;
  return Emval.toHandle(HEAPF64.slice(at, at + size));
});
EM_JS(nabla::js::Handle, nablaMatrix, (int rows, int cols, const double* data), {
  const at = data >>> 3;
  return Emval.toHandle({ rows, cols, data: HEAPF64.slice(at, at + rows * cols) });
});
// cols is -1 for a vector. Real and imaginary parts alternate in memory.
EM_JS(nabla::js::Handle, nablaComplex, (int rows, int cols, const void* data), {
  const at = data >>> 3;
  const length = rows * (cols < 0 ? 1 : cols);
  const re = Float64Array.from({ length }, (_, i) => HEAPF64[at + 2 * i]);
  const im = Float64Array.from({ length }, (_, i) => HEAPF64[at + 2 * i + 1]);
  return Emval.toHandle(cols < 0 ? { re, im } : { rows, cols, re, im });
});
EM_JS(double, nablaLength, (nabla::js::Handle array), { return Emval.toValue(array).length; });
EM_JS(double, nablaRows, (nabla::js::Handle matrix), { return Emval.toValue(matrix).rows; });
EM_JS(double, nablaCols, (nabla::js::Handle matrix), { return Emval.toValue(matrix).cols; });
// Copies the numbers of a vector or a matrix, and answers false instead when they are not as many as `size`.
EM_JS(bool, nablaCopy, (nabla::js::Handle array, double* target, int size), {
  const value = Emval.toValue(array);
  const data = value.data ?? value;
  if (data.length !== size) return false;
  HEAPF64.set(data, target >>> 3);
  return true;
});
// clang-format on

namespace nabla::js {

namespace {

// Static, so that a call needs no clean-up code of its own for them.
struct Slot {
  Matrix matrix;
  Vector vector;
  std::string text;
};
Slot slots[kMostArguments];

// The engine has checked type and length before a value crosses; a caller of the bare module gets these
// refusals.
Index dimension(double n, const char* name) {
  if (!(n >= 0 && n <= 32768 && n == static_cast<double>(static_cast<Index>(n)))) {
    refuse<InvalidArgument>(name, " must be a whole number from 0 to 32768");
  }
  return static_cast<Index>(n);
}

struct Owned {
  Handle handle;
  explicit Owned(Handle given) : handle(given) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { emscripten::internal::_emval_decref(handle); }
  void copyTo(double* target, Index size) const {
    if (!nablaCopy(handle, target, static_cast<int>(size))) {
      refuse<InvalidArgument>("data must hold ", size, " numbers");
    }
  }
};

}  // namespace

Handle toJs(const Vector& v) {
  return nablaVector(v.data(), static_cast<int>(v.size()));
}

Handle toJs(const Matrix& m) {
  return nablaMatrix(static_cast<int>(m.rows()), static_cast<int>(m.cols()), m.data());
}

Handle toJs(const ComplexVector& v) {
  return nablaComplex(static_cast<int>(v.size()), -1, v.data());
}

Handle toJs(const ComplexMatrix& m) {
  return nablaComplex(static_cast<int>(m.rows()), static_cast<int>(m.cols()), m.data());
}

const Vector& vectorArgument(int slot, Handle array) {
  const Owned owned(array);
  Vector& v = slots[slot].vector;
  v.resize(dimension(nablaLength(array), "length"));
  owned.copyTo(v.data(), v.size());
  return v;
}

const Matrix& matrixArgument(int slot, Handle object) {
  const Owned owned(object);
  Matrix& m = slots[slot].matrix;
  m.resize(dimension(nablaRows(object), "rows"), dimension(nablaCols(object), "cols"));
  owned.copyTo(m.data(), m.size());
  return m;
}

const std::string& textArgument(int slot, Text text) {
  return slots[slot].text.assign(text->data, text->length);
}

void releaseArguments() {
  for (Slot& slot : slots) slot = {};
}

}  // namespace nabla::js
