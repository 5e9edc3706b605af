// Registration of the core's functions and structs with embind, as tables: what differs from function to
// function is a few bytes, what all share is written once. With it goes a record of what each argument is, so
// that the engine can check JavaScript values by name before they cross: embind itself converts "7", NaN and
// 2^32+3 in silence.
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "js_array.h"

namespace nabla::js {

using TypeId = emscripten::internal::TYPEID;
using Function = emscripten::internal::GenericFunction;
template <typename T>
inline constexpr TypeId kTypeId = emscripten::internal::TypeID<T>::get();

template <typename T>
inline constexpr bool kIsArray = std::is_same_v<T, Matrix> || std::is_same_v<T, Vector> ||
                                 std::is_same_v<T, ComplexMatrix> || std::is_same_v<T, ComplexVector>;
template <typename T>
inline constexpr bool kIsText = std::is_same_v<T, std::string>;
// Anything else with fields: JavaScript reads them through a pointer and then destroys it.
template <typename T>
inline constexpr bool kIsStruct = std::is_class_v<T> && !kIsArray<T> && !kIsText<T>;

template <typename T>
auto wireOf() {
  if constexpr (kIsArray<T>) {
    return Handle{};
  } else if constexpr (kIsText<T>) {
    return Text{};
  } else if constexpr (kIsStruct<T>) {
    return static_cast<const void*>(nullptr);
  } else {
    return T{};
  }
}
// What stands for a T in a call between the two languages.
template <typename T>
using Wire = decltype(wireOf<std::remove_cvref_t<T>>());

// What an argument may be, as one letter of a function's kinds.
template <typename T>
constexpr char kindOf() {
  if constexpr (std::is_same_v<T, Matrix>) return 'm';
  if constexpr (std::is_same_v<T, Vector>) return 'v';
  if constexpr (std::is_same_v<T, double>) return 'n';
  if constexpr (std::is_same_v<T, int>) return 'i';
  if constexpr (std::is_same_v<T, unsigned>) return 'u';
  if constexpr (std::is_same_v<T, bool>) return 'b';
  if constexpr (std::is_same_v<T, std::string>) return 's';
  return '?';
}
template <typename... Args>
struct Kinds {
  static_assert(((kindOf<Args>() != '?') && ...), "an argument of a type that does not cross");
  static_assert(sizeof...(Args) <= kMostArguments);
  static constexpr char text[] = {kindOf<Args>()..., '\0'};
};

// One field: its name stands in the struct's list of names.
struct FieldType {
  TypeId id;
  const char* signature;
  Function read;
};
struct Field {
  const FieldType* type;
  std::size_t offset;
};

// Reads a field, given embind's context, which is the offset, and the object.
template <typename T>
Wire<T> readField(std::size_t offset, const char* object) {
  const T& field = *reinterpret_cast<const T*>(object + offset);
  if constexpr (kIsArray<T>) {
    return toJs(field);
  } else if constexpr (kIsText<T>) {
    return emscripten::internal::BindingType<std::string>::toWireType(
        field, emscripten::internal::rvp::default_tag{});
  } else if constexpr (kIsStruct<T>) {
    return &field;
  } else {
    return field;
  }
}
template <typename T>
inline const FieldType kFieldType{kTypeId<T>, std::is_same_v<T, double> ? "dpp" : "ppp",
                                  reinterpret_cast<Function>(&readField<T>)};

// The struct that JavaScript is reading: one at a time, so all lie in the same place, which costs a call no
// clean-up. Those inside it are read in place, and not destroyed by themselves.
inline constexpr std::size_t kGreatestResult = 1024;
struct Result {
  alignas(16) char bytes[kGreatestResult];
  TypeId type;
};
inline Result handedOut{};
template <typename T>
void destroy(T* object) {
  if (static_cast<void*>(object) == handedOut.bytes && handedOut.type == kTypeId<T>) object->~T();
}

// names: "products, value".
void registerStruct(TypeId id, const char* name, const char* names, const Field* fields, Function destroy);
void registerFunction(const char* signature, const char* kinds, TypeId result, bool isNumber, Function call);

// The one place where failures change languages. keepFailure() takes the C++ exception that is being handled,
// raise() throws it as a JavaScript Error with a stable `code`, after C++ has finished with its own.
// (Emscripten's helper would bring C++'s name demangler with it: 12 kB.)
void keepFailure();
[[noreturn]] void raise();

template <int slot, typename T, typename Wired>
decltype(auto) argument(Wired wire) {
  if constexpr (std::is_same_v<T, Matrix>) {
    return matrixArgument(slot, wire);
  } else if constexpr (std::is_same_v<T, Vector>) {
    return vectorArgument(slot, wire);
  } else if constexpr (kIsText<T>) {
    return textArgument(slot, wire);
  } else {
    return wire;
  }
}

// The core's function as embind calls it, with its own pointer first, which is not needed here.
template <auto function>
struct Bound;
template <typename R, typename... Args, R (*function)(Args...)>
struct Bound<function> {
  static Wire<R> call(const void*, Wire<Args>... wires) {
    try {
      return invoke(std::index_sequence_for<Args...>{}, wires...);
    } catch (...) {
      keepFailure();
    }
    raise();
  }
  template <std::size_t... slots>
  static Wire<R> invoke(std::index_sequence<slots...>, Wire<Args>... wires) {
    if constexpr (kIsStruct<R>) {
      static_assert(sizeof(R) <= kGreatestResult && alignof(R) <= 16);
      const R* object =
          new (handedOut.bytes) R(function(argument<slots, std::remove_cvref_t<Args>>(wires)...));
      handedOut.type = kTypeId<R>;
      releaseArguments();
      return object;
    } else {
      const R& value = function(argument<slots, std::remove_cvref_t<Args>>(wires)...);
      releaseArguments();
      return readField<R>(0, reinterpret_cast<const char*>(&value));
    }
  }
  static void record(const char* signature) {
    registerFunction(signature, Kinds<std::remove_cvref_t<Args>...>::text, kTypeId<R>,
                     std::is_same_v<R, double>, reinterpret_cast<Function>(&call));
  }
};

// signature: the name with its arguments' names, "svd(a)", as it will stand in the generated types.
template <auto function>
void bind(const char* signature) {
  Bound<function>::record(signature);
}

}  // namespace nabla::js

// BIND_STRUCT(MatmulCell, products, value): a plain struct as a JavaScript object with these fields.
#define BIND_STRUCT(Struct, ...)                                                                   \
  do {                                                                                             \
    static const nabla::js::Field fields[] = {NABLA_EACH(Struct __VA_OPT__(, ) __VA_ARGS__)};      \
    nabla::js::registerStruct(nabla::js::kTypeId<Struct>, #Struct, #__VA_ARGS__, fields,           \
                              reinterpret_cast<nabla::js::Function>(&nabla::js::destroy<Struct>)); \
  } while (false)
#define NABLA_EACH(Struct, ...) __VA_OPT__(NABLA_EXPAND(NABLA_FIELD(Struct, __VA_ARGS__)))
#define NABLA_FIELD(Struct, name, ...)                                      \
  {&nabla::js::kFieldType<decltype(Struct::name)>, offsetof(Struct, name)}, \
      __VA_OPT__(NABLA_FIELD_AGAIN NABLA_PARENS(Struct, __VA_ARGS__))
#define NABLA_FIELD_AGAIN() NABLA_FIELD
#define NABLA_PARENS ()
// A macro does not call itself; scanning its result again does. 4³ scans are enough for 64 fields.
#define NABLA_EXPAND(...) NABLA_EXPAND2(NABLA_EXPAND2(NABLA_EXPAND2(NABLA_EXPAND2(__VA_ARGS__))))
#define NABLA_EXPAND2(...) NABLA_EXPAND1(NABLA_EXPAND1(NABLA_EXPAND1(NABLA_EXPAND1(__VA_ARGS__))))
#define NABLA_EXPAND1(...) NABLA_EXPAND0(NABLA_EXPAND0(NABLA_EXPAND0(NABLA_EXPAND0(__VA_ARGS__))))
#define NABLA_EXPAND0(...) __VA_ARGS__
