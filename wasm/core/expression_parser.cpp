// Recursive descent with a limit of depth. What it builds, and what else walks graphs, never recurses.
#include <algorithm>
#include <array>

#include "expression_node.h"
#include "expression_text.h"

namespace nabla {
namespace {

using Kind = Token::Kind;

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return out;
}

class Parser {
 public:
  Parser(const std::string& text, const std::vector<std::string>& variables, bool list)
      : tokens_(text, list), variables_(variables), builder_(variables) {}

  Expression single() {
    if (tokens_.now().kind == Kind::End) empty();
    const int root = comparison();
    if (tokens_.is(','))
      fail("A comma stands" + here() + "; write numbers with a point, and one function only");
    unless(Kind::End);
    return builder_.finish(root);
  }

  std::vector<Expression> list() {
    std::vector<Expression> functions;
    for (;;) {
      while (tokens_.now().kind == Kind::Line) tokens_.advance();
      if (tokens_.now().kind == Kind::End) break;
      if (functions.size() == kMostFunctions) {
        fail("At most " + std::to_string(kMostFunctions) + " functions are read; there is one more" + here());
      }
      functions.push_back(builder_.finish(comparison()));
      if (tokens_.is(',') || tokens_.is(';')) {
        tokens_.advance();
      } else if (tokens_.now().kind != Kind::Line) {
        unless(Kind::End);
      }
    }
    if (functions.empty()) empty();
    return functions;
  }

 private:
  static constexpr std::size_t kMostFunctions = 16;

  // Counts one more level inside; the recursion is as deep as the levels.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kMaxExpressionDepth) {
        parser_.fail("Too deeply nested" + parser_.here() + ": at most " +
                     std::to_string(kMaxExpressionDepth) + " levels are read");
      }
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  [[noreturn]] void fail(const std::string& sentence) const {
    throw InvalidExpression(sentence + ".", tokens_.now().position);
  }
  [[noreturn]] void failAt(int position, const std::string& sentence) const {
    throw InvalidExpression(sentence + ".", position);
  }
  std::string here() const { return " at character " + std::to_string(tokens_.now().position); }
  std::string seen() const { return "“" + tokens_.now().text + "”"; }

  [[noreturn]] void empty() const {
    throw InvalidExpression(
        variables_.empty() ? "Enter an expression." : "Enter a function of " + listed(variables_) + ".", 1);
  }

  void unless(Kind end) const {
    if (tokens_.now().kind == end) return;
    if (tokens_.is(')')) fail("There is no “(” for the “)”" + here());
    if (tokens_.now().kind == Kind::Power) fail("Nothing stands before the power " + seen() + here());
    fail("Unexpected " + seen() + here());
  }

  static Op comparisonOp(const Tokens& tokens) {
    if (tokens.now().kind != Kind::Symbol) return Op::Number;
    switch (tokens.now().symbol) {
      case '<':
        return Op::Less;
      case '>':
        return Op::Greater;
      case 'L':
        return Op::LessEqual;
      case 'G':
        return Op::GreaterEqual;
      case 'E':
        return Op::Equal;
      case 'N':
        return Op::NotEqual;
      default:
        return Op::Number;
    }
  }

  int comparison() {
    const int left = sum();
    const Op op = comparisonOp(tokens_);
    if (op == Op::Number) return left;
    tokens_.advance();
    const int right = sum();
    if (comparisonOp(tokens_) != Op::Number) {
      fail("Comparisons do not chain" + here() + "; multiply them: (0 < x)*(x < 1)");
    }
    return builder_.make(op, left, right);
  }

  int sum() {
    int left = product();
    while (tokens_.is('+') || tokens_.is('-')) {
      const Op op = tokens_.is('+') ? Op::Add : Op::Sub;
      tokens_.advance();
      left = builder_.make(op, left, product());
    }
    return left;
  }

  int product() {
    int left = sign();
    for (;;) {
      if (tokens_.is('*') || tokens_.is('/')) {
        const Op op = tokens_.is('*') ? Op::Mul : Op::Div;
        tokens_.advance();
        left = builder_.make(op, left, sign());
      } else if (tokens_.now().kind == Kind::Name || tokens_.is('(') || tokens_.is('R')) {
        left = builder_.make(Op::Mul, left, power());
      } else if (tokens_.now().kind == Kind::Number) {
        fail("Write * before the number " + tokens_.now().text + here());
      } else {
        return left;
      }
    }
  }

  int sign() {
    if (!tokens_.is('-') && !tokens_.is('+')) return power();
    const Level level(*this);
    const bool minus = tokens_.is('-');
    tokens_.advance();
    const int operand = sign();
    return minus ? builder_.make(Op::Neg, operand) : operand;
  }

  int power() {
    const int base = primary();
    if (tokens_.now().kind == Kind::Power) {
      const double exponent = tokens_.now().number;
      tokens_.advance();
      if (tokens_.is('^') || tokens_.now().kind == Kind::Power) {
        fail("A power of a power needs parentheses" + here());
      }
      const int magnitude = builder_.number(std::abs(exponent));
      return builder_.make(Op::Pow, base, exponent < 0 ? builder_.make(Op::Neg, magnitude) : magnitude);
    }
    if (!tokens_.is('^')) return base;
    const Level level(*this);
    tokens_.advance();
    return builder_.make(Op::Pow, base, sign());
  }

  int primary() {
    const Token token = tokens_.now();
    switch (token.kind) {
      case Kind::Number:
        tokens_.advance();
        return builder_.number(token.number);
      case Kind::Name:
        tokens_.advance();
        return named(token);
      case Kind::Symbol:
        if (token.symbol == '(') return parenthesis();
        if (token.symbol == 'R') {
          const Level level(*this);
          tokens_.advance();
          return builder_.make(Op::Sqrt, primary());
        }
        break;
      default:
        break;
    }
    missing();
  }

  [[noreturn]] void missing() const {
    const Kind kind = tokens_.now().kind;
    if (kind == Kind::End || kind == Kind::Line) {
      fail("The text ends" + here() + " where a number, a name or “(” should follow");
    }
    if (tokens_.is(')') && depth_ == 0) unless(Kind::End);
    if (kind == Kind::Power) unless(Kind::End);
    fail("A number, a name or “(” is missing before " + seen() + here());
  }

  int parenthesis() {
    const Level level(*this);
    const int open = tokens_.now().position;
    tokens_.advance();
    const int inside = comparison();
    close(open);
    return inside;
  }

  void close(int open) {
    if (!tokens_.is(')')) {
      const std::string opened = "The parenthesis at character " + std::to_string(open);
      if (tokens_.now().kind == Kind::End) failAt(open, opened + " is never closed");
      fail(opened + " is still open where " + seen() + " stands" + here());
    }
    tokens_.advance();
  }

  int named(const Token& token) {
    const auto variable = std::find(variables_.begin(), variables_.end(), token.name);
    if (variable != variables_.end()) {
      return builder_.variable(static_cast<std::size_t>(variable - variables_.begin()));
    }
    if (token.name == "pi") return builder_.make(Op::Pi);
    if (token.name == "tau") return builder_.make(Op::Tau);
    if (token.name == "e") return builder_.make(Op::Euler);
    const Callable* callable = findCallable(token.name);
    if (!callable) unknown(token);
    if (!tokens_.is('(')) {
      const std::string argument = callable->least == 1 ? variables_.empty() ? "2" : variables_[0] : "…";
      failAt(token.position, token.name + " at character " + std::to_string(token.position) +
                                 " needs its argument in parentheses: " + token.name + "(" + argument + ")");
    }
    return call(token, *callable);
  }

  [[noreturn]] void unknown(const Token& token) const {
    std::string name = token.name;
    if (name.size() > 40) name = name.substr(0, 40) + "…";
    std::string sentence = "Unknown name “" + name + "” at character " + std::to_string(token.position);
    const std::string near = nearestName(token.name, variables_);
    if (!near.empty()) {
      sentence += "; did you mean " + near + "?";
    } else if (!variables_.empty()) {
      sentence += variables_.size() == 1 ? "; the variable is " : "; the variables are ";
      sentence += listed(variables_) + ".";
    } else {
      sentence += ".";
    }
    throw InvalidExpression(sentence, token.position);
  }

  int call(const Token& token, const Callable& callable) {
    const Level level(*this);
    const int open = tokens_.now().position;
    tokens_.advance();
    std::array<int, 8> arguments{};
    std::size_t count = 0;
    if (!tokens_.is(')')) {
      for (;;) {
        const int argument = comparison();
        if (count < arguments.size()) arguments[count] = argument;
        ++count;
        if (!tokens_.is(',') && !tokens_.is(';')) break;
        tokens_.advance();
      }
    }
    close(open);
    if (static_cast<int>(count) < callable.least || static_cast<int>(count) > callable.most) {
      std::string wanted = std::to_string(callable.least);
      if (callable.most > callable.least) wanted += " to " + std::to_string(callable.most);
      failAt(token.position, token.name + " at character " + std::to_string(token.position) + " takes " +
                                 wanted + (wanted == "1" ? " argument" : " arguments") + ", not " +
                                 std::to_string(count));
    }
    return apply(callable, arguments, count);
  }

  int apply(const Callable& callable, const std::array<int, 8>& arg, std::size_t count) {
    const auto positive = [&](int x) { return builder_.make(Op::Greater, x, builder_.number(0)); };
    switch (callable.kind) {
      case Callable::Kind::LeakyRelu: {
        const int slope = count == 2 ? arg[1] : builder_.number(0.01);
        return builder_.make(Op::Where, positive(arg[0]), arg[0], builder_.make(Op::Mul, slope, arg[0]));
      }
      case Callable::Kind::Elu:
        return builder_.make(Op::Where, positive(arg[0]), arg[0], builder_.make(Op::Expm1, arg[0]));
      case Callable::Kind::LogSigmoid:
        return builder_.make(Op::Neg, builder_.make(Op::Softplus, builder_.make(Op::Neg, arg[0])));
      case Callable::Kind::Mish:
        return builder_.make(Op::Mul, arg[0], builder_.make(Op::Tanh, builder_.make(Op::Softplus, arg[0])));
      case Callable::Kind::Plain:
        break;
    }
    switch (operandsOf(callable.op)) {
      case 1:
        return builder_.make(callable.op, arg[0]);
      case 3:
        return builder_.make(callable.op, arg[0], arg[1], arg[2]);
      default: {
        int folded = arg[0];
        for (std::size_t i = 1; i < count; ++i) folded = builder_.make(callable.op, folded, arg[i]);
        return folded;
      }
    }
  }

  Tokens tokens_;
  const std::vector<std::string>& variables_;
  ExpressionBuilder builder_;
  int depth_ = 0;
};

void checkVariables(const std::vector<std::string>& variables) {
  if (variables.size() > 16) refuse<InvalidArgument>("variables: at most 16 names.");
  for (const std::string& name : variables) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    bool good = !name.empty() && name.size() <= 16 && letter(name[0]) && !findCallable(name);
    for (const char c : name) good = good && (letter(c) || (c >= '0' && c <= '9'));
    if (!good) refuse<InvalidArgument>("variables: names are letters, digits and _, and no functions.");
    if (std::count(variables.begin(), variables.end(), name) > 1) {
      refuse<InvalidArgument>("variables: each name once.");
    }
  }
}

}  // namespace

Expression Expression::parse(const std::string& text, const std::vector<std::string>& variables) {
  checkVariables(variables);
  return Parser(text, variables, false).single();
}

std::vector<Expression> parseExpressions(const std::string& text, const std::vector<std::string>& variables) {
  checkVariables(variables);
  return Parser(text, variables, true).list();
}

}  // namespace nabla
