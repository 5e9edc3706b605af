// What the core throws. The class is the stable code that a page may rely on; the text is a sentence for
// people that names the argument. The engine turns each into one JavaScript Error with that code.
#pragma once

#include <concepts>
#include <initializer_list>
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

// A part of a sentence, before the sentence is put together: numbers as std::to_string writes them.
class Piece {
 public:
  Piece(const char* text) : kind_(Kind::Literal), text_(text) {}
  Piece(const std::string& text) : kind_(Kind::String), string_(&text) {}
  template <std::integral T>
  Piece(T number) : kind_(Kind::Integer), integer_(static_cast<long>(number)) {}
  Piece(double number) : kind_(Kind::Real), real_(number) {}
  void appendTo(std::string& sentence) const;

 private:
  enum class Kind { Literal, String, Integer, Real } kind_;
  union {
    const char* text_;
    const std::string* string_;
    long integer_;
    double real_;
  };
};

// sentence({"n is ", n, "."}): built out of line, since a chain of + writes the building into every caller.
std::string sentence(std::initializer_list<Piece> pieces);

// Throws the sentence of these pieces as an E.
template <class E>
[[noreturn]] void refusePieces(std::initializer_list<Piece> pieces);
template <class E, class... Pieces>
[[noreturn, gnu::always_inline]] inline void refuse(const Pieces&... pieces) {
  refusePieces<E>({Piece(pieces)...});
}

}  // namespace nabla
