// Registration with a record of what each argument is, so that the engine can check JavaScript values by name
// before they cross: embind itself converts "7", NaN and 2^32+3 in silence.
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>

#include "js_array.h"

namespace nabla::js {

template <typename T>
constexpr const char* kindOf();
template <>
constexpr const char* kindOf<Matrix>() {
  return "matrix";
}
template <>
constexpr const char* kindOf<Vector>() {
  return "vector";
}
template <>
constexpr const char* kindOf<double>() {
  return "number";
}
template <>
constexpr const char* kindOf<int>() {
  return "integer";
}
template <>
constexpr const char* kindOf<unsigned>() {
  return "unsigned";
}
template <>
constexpr const char* kindOf<bool>() {
  return "boolean";
}
template <>
constexpr const char* kindOf<std::string>() {
  return "string";
}

// Adds "matmulCell(a, b, row, col): matrix matrix integer integer" to the table.
void record(const char* signature, std::initializer_list<const char*> kinds);

// Turns the C++ exception that is being handled into a JavaScript Error with a stable `code`, and throws
// that. The one place where failures change languages. (Emscripten's own helper would bring C++'s name
// demangler with it: 12 kB.)
[[noreturn]] void throwToJs();

// The core's function as JavaScript calls it: the same, but for the language of its failures.
template <auto function>
struct Guarded;
template <typename Result, typename... Args, Result (*function)(Args...)>
struct Guarded<function> {
  static Result call(Args... args) {
    try {
      return function(args...);
    } catch (...) {
      throwToJs();
    }
  }
  static void record(const char* signature) {
    js::record(signature, {kindOf<std::remove_cvref_t<Args>>()...});
    emscripten::function(signature, &call);
  }
};

// signature: the name with its arguments' names, "svd(a)", as it will stand in the generated types.
template <auto function>
void bind(const char* signature) {
  Guarded<function>::record(signature);
}

}  // namespace nabla::js

// BIND_STRUCT(MatmulCell, products, value): a plain struct as a JavaScript object with these fields.
#define BIND_STRUCT(Struct, ...) \
  emscripten::value_object<Struct>(#Struct) NABLA_EACH(Struct __VA_OPT__(, ) __VA_ARGS__)
#define NABLA_EACH(Struct, ...) __VA_OPT__(NABLA_EXPAND(NABLA_FIELD(Struct, __VA_ARGS__)))
#define NABLA_FIELD(Struct, name, ...) \
  .field(#name, &Struct::name) __VA_OPT__(NABLA_FIELD_AGAIN NABLA_PARENS(Struct, __VA_ARGS__))
#define NABLA_FIELD_AGAIN() NABLA_FIELD
#define NABLA_PARENS ()
// A macro does not call itself; scanning its result again does. 4³ scans are enough for 64 fields.
#define NABLA_EXPAND(...) NABLA_EXPAND2(NABLA_EXPAND2(NABLA_EXPAND2(NABLA_EXPAND2(__VA_ARGS__))))
#define NABLA_EXPAND2(...) NABLA_EXPAND1(NABLA_EXPAND1(NABLA_EXPAND1(NABLA_EXPAND1(__VA_ARGS__))))
#define NABLA_EXPAND1(...) NABLA_EXPAND0(NABLA_EXPAND0(NABLA_EXPAND0(NABLA_EXPAND0(__VA_ARGS__))))
#define NABLA_EXPAND0(...) __VA_ARGS__
