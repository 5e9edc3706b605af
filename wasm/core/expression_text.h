// From bytes to characters to tokens: the outer layer of the expression compiler.
#pragma once

#include <string>
#include <vector>

namespace nabla {

// Characters of UTF-8. Throws InvalidExpression for text that is too long, for broken UTF-8 and lone
// surrogates, and for characters that cannot be seen: controls, zero-width ones, reversals of direction.
std::vector<char32_t> decodeExpression(const std::string& text);

// One character, or \u{202e} where it would not show itself.
std::string shown(char32_t character);
std::string shown(const std::vector<char32_t>& characters, std::size_t from, std::size_t to);

struct Token {
  // Symbol: one of + - * / ^ ( ) , ; < > and, written with one letter, L <=, G >=, E ==, N !=, R √. Power:
  // superscript digits. Line: a line end that separates.
  enum class Kind { Number, Power, Name, Symbol, Line, End } kind = Kind::End;
  char symbol = 0;
  double number = 0;
  std::string name;
  int position = 1;  // of its first character, from 1
  std::string text;  // as typed
};

// One token after another.
class Tokens {
 public:
  // lines: line ends outside parentheses separate.
  Tokens(const std::string& text, bool lines) : characters_(decodeExpression(text)), lines_(lines) {
    advance();
  }

  const Token& now() const { return token_; }
  bool is(char symbol) const { return token_.kind == Token::Kind::Symbol && token_.symbol == symbol; }
  void advance();
  int end() const { return static_cast<int>(characters_.size()) + 1; }

 private:
  char32_t peek(std::size_t ahead = 0) const {
    return next_ + ahead < characters_.size() ? characters_[next_ + ahead] : U'\0';
  }
  bool isDigit(std::size_t ahead = 0) const { return peek(ahead) >= U'0' && peek(ahead) <= U'9'; }
  void number();
  void name();
  void superscript();
  void symbol();
  [[noreturn]] void refuse(char32_t c) const;

  std::vector<char32_t> characters_;
  bool lines_;
  std::size_t next_ = 0;
  int open_ = 0;  // parentheses
  Token token_;
};

}  // namespace nabla
