#include "error.h"

namespace nabla {

void Piece::appendTo(std::string& sentence) const {
  switch (kind_) {
    case Kind::Literal:
      sentence += text_;
      break;
    case Kind::String:
      sentence += *string_;
      break;
    case Kind::Integer:
      sentence += std::to_string(integer_);
      break;
    case Kind::Real:
      sentence += std::to_string(real_);
      break;
  }
}

std::string sentence(std::initializer_list<Piece> pieces) {
  std::string out;
  for (const Piece& piece : pieces) piece.appendTo(out);
  return out;
}

template <class E>
void refusePieces(std::initializer_list<Piece> pieces) {
  throw E(sentence(pieces));
}

template void refusePieces<InvalidArgument>(std::initializer_list<Piece>);
template void refusePieces<ShapeMismatch>(std::initializer_list<Piece>);
template void refusePieces<SingularMatrix>(std::initializer_list<Piece>);
template void refusePieces<NotConverged>(std::initializer_list<Piece>);

}  // namespace nabla
