// What belongs to no concept: the array types, and the table of signatures.

#include <cstdlib>
#include <new>
#include <stdexcept>

#include "bind.h"

namespace nabla::js {

// Filled by the registrations of the other files, which may run before this one's statics: hence a local
// static.
static std::string& signatureTable() {
  static std::string table;
  return table;
}

void record(const char* signature, std::initializer_list<const char*> kinds) {
  std::string& table = signatureTable();
  table += signature;
  table += ':';
  for (const char* kind : kinds) table.append(" ").append(kind);
  table += '\n';
}

void throwToJs() {
  const auto raise = [](const char* code, const char* message, int position = 0) {
    emscripten::val error = emscripten::val::global("Error").new_(std::string(message));
    error.set("code", std::string(code));
    if (position > 0) error.set("position", position);
    error.throw_();
  };
  try {
    throw;
  } catch (const InvalidArgument& e) {
    raise("invalid-argument", e.what());
  } catch (const ShapeMismatch& e) {
    raise("shape-mismatch", e.what());
  } catch (const SingularMatrix& e) {
    raise("singular-matrix", e.what());
  } catch (const NotConverged& e) {
    raise("not-converged", e.what());
  } catch (const InvalidExpression& e) {
    raise("invalid-expression", e.what(), e.position);
  } catch (const std::bad_alloc&) {
    raise("out-of-memory", "That needs more memory than the page may use.");
  } catch (const std::length_error&) {
    raise("out-of-memory", "That needs more memory than the page may use.");
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
