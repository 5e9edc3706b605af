// What belongs to no concept: the registration itself, the array types, the table of signatures, and
// failures.

#include <emscripten/em_js.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>

#include "bind.h"

EM_JS_DEPS(nabla_module, "$UTF8ToString");
// clang-format off: it takes JavaScript for C++
EM_JS(void, nablaRaise, (const char* code, const char* message, int position), {
  const error = Object.assign(new Error(UTF8ToString(message)), { code: UTF8ToString(code) });
  if (position > 0) error.position = position;
  throw error;
});
// clang-format on

namespace nabla::js {

namespace internal = emscripten::internal;

// Filled by the registrations of the other files, which may run before this one's statics: hence a local
// static.
static std::string& signatureTable() {
  static std::string table;
  return table;
}

static void refuse() {
  std::abort();  // structs are results only; embind wants a constructor and setters all the same
}

void registerStruct(TypeId id, const char* name, const char* names, const Field* fields, Function destroy) {
  const Function never = reinterpret_cast<Function>(&refuse);
  internal::_embind_register_value_object(id, name, "p", never, "vp", destroy);
  while (*names) {
    const std::size_t length = std::strcspn(names, ", ");
    const auto [type, offset] = *fields++;
    void* const context = reinterpret_cast<void*>(offset);
    internal::_embind_register_value_object_field(id, std::string(names, length).c_str(), type->id,
                                                  type->signature, type->read, context, type->id, "vppp",
                                                  never, context);
    names += length;
    names += std::strspn(names, ", ");
  }
  internal::_embind_finalize_value_object(id);
}

void registerFunction(const char* signature, const char* kinds, TypeId result, bool isNumber, Function call) {
  struct Kind {
    char letter;
    char wire;
    TypeId id;
    const char* name;
  };
  static const Kind known[] = {
      {'m', 'p', kTypeId<Matrix>, "matrix"},      {'v', 'p', kTypeId<Vector>, "vector"},
      {'n', 'd', kTypeId<double>, "number"},      {'i', 'i', kTypeId<int>, "integer"},
      {'u', 'i', kTypeId<unsigned>, "unsigned"},  {'b', 'i', kTypeId<bool>, "boolean"},
      {'s', 'p', kTypeId<std::string>, "string"},
  };
  TypeId types[kMostArguments + 1] = {result};
  char wires[kMostArguments + 3] = {isNumber ? 'd' : 'p', 'p'};
  std::string& table = signatureTable();
  table.append(signature) += ':';
  unsigned count = 1;
  for (; *kinds; ++kinds, ++count) {
    const Kind* kind = known;
    while (kind->letter != *kinds) ++kind;
    types[count] = kind->id;
    wires[count + 1] = kind->wire;
    (table += ' ').append(kind->name);
  }
  table += '\n';
  internal::_embind_register_function(signature, count, types, wires, call, call, false, false);
}

namespace {

// The failure on its way from C++ to JavaScript.
struct Failure {
  const char* code = nullptr;
  std::string message;
  int position = 0;
} failure;

void keep(const char* code, const char* message, int position = 0) {
  failure.code = code;
  failure.message = message;
  failure.position = position;
}

}  // namespace

void keepFailure() {
  failure.code = nullptr;
  try {
    throw;
  } catch (const InvalidArgument& e) {
    keep("invalid-argument", e.what());
  } catch (const ShapeMismatch& e) {
    keep("shape-mismatch", e.what());
  } catch (const SingularMatrix& e) {
    keep("singular-matrix", e.what());
  } catch (const NotConverged& e) {
    keep("not-converged", e.what());
  } catch (const InvalidExpression& e) {
    keep("invalid-expression", e.what(), e.position);
  } catch (const std::bad_alloc&) {
    keep("out-of-memory", "That needs more memory than the page may use.");
  } catch (const std::length_error&) {
    keep("out-of-memory", "That needs more memory than the page may use.");
  } catch (...) {  // without a code: raise() ends the engine
  }
}

void raise() {
  if (failure.code) {
    releaseArguments();
    nablaRaise(failure.code, failure.message.c_str(), failure.position);
  }
  std::abort();  // anything else is a defect: a trap, after which the engine starts afresh
}

static std::string signatures() {
  return signatureTable();
}

}  // namespace nabla::js

EMSCRIPTEN_BINDINGS(module) {
  using emscripten::register_type;
  register_type<nabla::Vector>("Float64Array");
  register_type<nabla::Matrix>(
      "{ readonly rows: number, readonly cols: number, readonly data: Float64Array }");
  register_type<nabla::ComplexVector>("{ readonly re: Float64Array, readonly im: Float64Array }");
  register_type<nabla::ComplexMatrix>(
      "{ readonly rows: number, readonly cols: number, readonly re: Float64Array, readonly im: Float64Array "
      "}");
  emscripten::function("signatures", &nabla::js::signatures);
}
