#include "expression_text.h"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "decimal.h"
#include "expression.h"

namespace nabla {
namespace {

constexpr char32_t kBroken = 0xffffffff;

// The next character of UTF-8; kBroken for bytes that are none. Surrogates, which UTF-8 may not hold, come
// through as themselves so that the message can name them.
char32_t nextCharacter(const std::string& text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned first = byte(at);
  const int more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  char32_t value = more == 0 ? first : first & (0x3fu >> more);
  bool broken = (first >= 0x80 && first < 0xc2) || first > 0xf4;
  ++at;
  for (int i = 0; i < more && !broken; ++i) {
    const unsigned next = byte(at);
    if ((next & 0xc0u) != 0x80) {
      broken = true;
    } else {
      value = value << 6 | (next & 0x3fu);
      ++at;
    }
  }
  const bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
  return broken || overlong || value > 0x10ffff ? kBroken : value;
}

bool between(char32_t c, char32_t low, char32_t high) {
  return c >= low && c <= high;
}

// What may be written into a message as it is. All else is escaped: nothing of it can hide, reverse or
// combine.
bool isPlain(char32_t c) {
  return between(c, 0x21, 0x7e) || (between(c, 0xa1, 0x2ff) && c != 0xad) || between(c, 0x370, 0x3ff) ||
         between(c, 0x400, 0x481) || between(c, 0x2010, 0x2027) || between(c, 0x2030, 0x205e) ||
         between(c, 0x2070, 0x209c) || between(c, 0x2190, 0x22ff);
}

bool isSpace(char32_t c) {
  return c == U' ' || c == U'\t' || c == 0xa0 || between(c, 0x2000, 0x200a) || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}
bool isLineEnd(char32_t c) {
  return c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029;
}
bool isInvisible(char32_t c) {
  return c < 0x20 || between(c, 0x7f, 0x9f) || c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f ||
         c == 0x1160 || c == 0x180e || between(c, 0x200b, 0x200f) || between(c, 0x202a, 0x202e) ||
         between(c, 0x2060, 0x206f) || c == 0x3164 || between(c, 0xfe00, 0xfe0f) || c == 0xfeff ||
         between(c, 0xfff0, 0xfffb) || between(c, 0xe0000, 0xe0fff);
}

bool isLetter(char32_t c) {
  return between(c, U'a', U'z') || between(c, U'A', U'Z') || c == U'_';
}

// 0 to 9 for ⁰ to ⁹, -1 for anything else.
int superscriptDigit(char32_t c) {
  if (c == 0xb9) return 1;
  if (c == 0xb2 || c == 0xb3) return static_cast<int>(c - 0xb0);
  return c == 0x2070 || between(c, 0x2074, 0x2079) ? static_cast<int>(c - 0x2070) : -1;
}
constexpr char32_t kSuperscriptMinus = 0x207b;

std::string at(int position) {
  return " at character " + std::to_string(position);
}

// Characters that stand for a token of another spelling.
struct Spelling {
  char32_t character;
  char symbol;
};
constexpr Spelling kSpellings[] = {
    {0x2212, '-'}, {0x2013, '-'}, {0xb7, '*'},   {0x22c5, '*'}, {0x2219, '*'}, {0xd7, '*'},   {0x2217, '*'},
    {0xf7, '/'},   {0x2215, '/'}, {0x2044, '/'}, {0x2264, 'L'}, {0x2265, 'G'}, {0x2260, 'N'}, {0x221a, 'R'},
};

// What people type that is something else here, and what to write.
struct Hint {
  char32_t character;
  const char* sentence;
};
constexpr Hint kHints[] = {
    {U'=', "write == to compare"},
    {U'!', "there is no factorial; write != for “not equal”"},
    {U'|', "write abs(x) in place of |x|"},
    {U'[', "write round parentheses"},
    {U']', "write round parentheses"},
    {U'{', "write round parentheses"},
    {U'}', "write round parentheses"},
    {U'.', "a point must belong to a number"},
    {0x221e, "infinity is not a number that can be typed"},
    {U'%', "write x - n*floor(x/n) for a remainder"},
    {U'&', "multiply the two conditions"},
};

}  // namespace

std::string shown(char32_t c) {
  if (!isPlain(c)) {
    std::string digits;
    for (std::uint32_t rest = c; rest != 0 || digits.empty(); rest >>= 4) {
      digits.insert(digits.begin(), "0123456789abcdef"[rest & 15]);
    }
    return "\\u{" + digits + "}";
  }
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
  } else {
    out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
            static_cast<char>(0x80 | (c & 0x3f))};
  }
  return out;
}

std::string shown(const std::vector<char32_t>& characters, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += characters[i] == U' ' ? " " : shown(characters[i]);
  return out;
}

std::vector<char32_t> decodeExpression(const std::string& text) {
  std::vector<char32_t> characters;
  for (std::size_t next = 0; next < text.size();) {
    if (characters.size() == kMaxExpressionLength) {
      throw InvalidExpression("The text is too long: at most " + std::to_string(kMaxExpressionLength) +
                                  " characters are allowed.",
                              kMaxExpressionLength + 1);
    }
    const char32_t c = nextCharacter(text, next);
    const int position = static_cast<int>(characters.size()) + 1;
    if (c == kBroken)
      throw InvalidExpression("The text is damaged (not UTF-8)" + at(position) + ".", position);
    if (between(c, 0xd800, 0xdfff)) {
      throw InvalidExpression("Half a character (" + shown(c) + ")" + at(position) + ".", position);
    }
    if (isInvisible(c) && !isSpace(c) && !isLineEnd(c)) {
      throw InvalidExpression("An invisible character (" + shown(c) + ")" + at(position) + "; delete it.",
                              position);
    }
    characters.push_back(c);
  }
  return characters;
}

void Tokens::refuse(char32_t c) const {
  const int position = token_.position;
  for (const Hint& hint : kHints) {
    if (hint.character != c) continue;
    throw InvalidExpression("“" + shown(c) + "”" + at(position) + ": " + hint.sentence + ".", position);
  }
  throw InvalidExpression("Unexpected character “" + shown(c) + "”" + at(position) + ".", position);
}

void Tokens::advance() {
  token_ = Token{};
  while (next_ < characters_.size()) {
    const char32_t c = peek();
    if (isLineEnd(c) && lines_ && open_ == 0) {
      token_.kind = Token::Kind::Line;
      token_.position = static_cast<int>(++next_);
      return;
    }
    if (!isSpace(c) && !isLineEnd(c)) break;
    ++next_;
  }
  token_.position = static_cast<int>(next_) + 1;
  const std::size_t from = next_;
  if (next_ == characters_.size()) return;
  const char32_t c = peek();
  if (isDigit() || (c == U'.' && isDigit(1))) {
    number();
  } else if (isLetter(c)) {
    name();
  } else if (c == 0x3c0 || c == 0x3c4) {  // π, τ
    ++next_;
    token_.kind = Token::Kind::Name;
    token_.name = c == 0x3c0 ? "pi" : "tau";
  } else if (superscriptDigit(c) >= 0 || c == kSuperscriptMinus) {
    superscript();
  } else {
    symbol();
  }
  token_.text = shown(characters_, from, next_);
}

void Tokens::number() {
  token_.kind = Token::Kind::Number;
  std::string digits;
  int exponent = 0;
  const auto take = [&] {
    while (isDigit()) digits += static_cast<char>(characters_[next_++]);
  };
  take();
  if (peek() == U'.') {
    ++next_;
    const std::size_t whole = digits.size();
    take();
    exponent = -static_cast<int>(digits.size() - whole);
  }
  const auto wrong = [&](const std::string& sentence) {
    throw InvalidExpression(sentence + at(token_.position) + ".", token_.position);
  };
  if (peek() == U'.') wrong("Two points in one number");
  if (peek() == U'_') wrong("Write digits without “_”: the number");
  const bool hex = digits == "0" && exponent == 0 && (peek() == U'x' || peek() == U'X');
  if (hex && isDigit(1)) wrong("Hexadecimal numbers are not read: the number");
  if (peek() == U'e' || peek() == U'E') {
    const std::size_t sign = peek(1) == U'-' || peek(1) == U'+' ? 1 : 0;
    if (isDigit(1 + sign)) {
      const bool negative = peek(1) == U'-';
      next_ += 1 + sign;
      int power = 0;
      while (isDigit()) power = std::min(power * 10 + static_cast<int>(characters_[next_++] - U'0'), 100000);
      exponent += negative ? -power : power;
    }
  }
  token_.number = decimalValue(digits, exponent);
  if (std::isinf(token_.number)) wrong("A number beyond 1.8e308, the largest that float64 holds,");
}

void Tokens::name() {
  token_.kind = Token::Kind::Name;
  while (isLetter(peek()) || isDigit()) token_.name += static_cast<char>(characters_[next_++]);
}

void Tokens::superscript() {
  token_.kind = Token::Kind::Power;
  const bool negative = peek() == kSuperscriptMinus;
  if (negative) ++next_;
  std::string digits;
  while (superscriptDigit(peek()) >= 0)
    digits += static_cast<char>('0' + superscriptDigit(characters_[next_++]));
  if (digits.empty()) refuse(kSuperscriptMinus);
  token_.number = decimalValue(digits, 0) * (negative ? -1 : 1);
  if (std::isinf(token_.number)) refuse(characters_[next_ - 1]);
}

void Tokens::symbol() {
  token_.kind = Token::Kind::Symbol;
  const char32_t c = peek();
  for (const Spelling& spelling : kSpellings) {
    if (spelling.character == c) {
      token_.symbol = spelling.symbol;
      ++next_;
      return;
    }
  }
  struct Pair {
    char32_t first, second;
    char symbol;
  };
  static constexpr Pair kPairs[] = {
      {U'*', U'*', '^'}, {U'<', U'=', 'L'}, {U'>', U'=', 'G'}, {U'=', U'=', 'E'}, {U'!', U'=', 'N'}};
  for (const Pair& pair : kPairs) {
    if (pair.first == c && pair.second == peek(1)) {
      token_.symbol = pair.symbol;
      next_ += 2;
      return;
    }
  }
  if (c > 0x7e || std::string_view("+-*/^(),;<>").find(static_cast<char>(c)) == std::string_view::npos)
    refuse(c);
  token_.symbol = static_cast<char>(c);
  if (c == U'(') ++open_;
  if (c == U')') --open_;
  ++next_;
}

}  // namespace nabla
