// Printing, from the operands up and without recursion: one walk, and a style that says how each thing is
// written.
#include <algorithm>

#include "decimal.h"
#include "expression_node.h"

namespace nabla {
namespace {

enum class Style { Text, Latex, Python, Formula };

// How tightly a piece holds together: what is looser than its place needs parentheses.
enum Rank { kComparison, kSum, kSign, kProduct, kPower, kAtom };

using View = std::string_view;

// The pattern with $1 to $4 replaced. All joining of texts goes through here: it is smaller than operator+ at
// every place.
std::string fillIn(const char* pattern, std::initializer_list<View> parts) {
  std::string out;
  for (; *pattern != 0; ++pattern) {
    if (*pattern == '$') {
      out.append(parts.begin()[*++pattern - '1']);
    } else {
      out += *pattern;
    }
  }
  return out;
}
template <class... Parts>
std::string written(const char* pattern, const Parts&... parts) {
  return fillIn(pattern, {View(parts)...});
}

struct Piece {
  std::string text;
  Rank rank = kAtom;
  bool tensor = false;         // Python: evaluates to a tensor, not to a plain number
  std::string condition = {};  // Python: of a comparison, its truth values
};

class Printer {
 public:
  Printer(const Expression& expression, Style style) : expression_(expression), style_(style) {}

  Piece print() {
    const std::size_t most = style_ == Style::Formula ? 10 * kMaxExpressionPrint : kMaxExpressionPrint;
    std::size_t total = 0;
    for (const ExpressionNode& node : expression_.nodes()) {
      Piece piece = pieceOf(node);
      total += piece.text.size();
      if (piece.text.size() > most || total > 800 * most) {
        refuse<InvalidArgument>("The formula is too long to be written out.");
      }
      pieces_.push_back(std::move(piece));
    }
    return pieces_.back();
  }

 private:
  const Piece& of(std::int32_t i) const { return pieces_[static_cast<std::size_t>(i)]; }
  Op opOf(std::int32_t i) const { return expression_.nodes()[static_cast<std::size_t>(i)].op; }

  Piece pieceOf(const ExpressionNode& node) const {
    switch (node.op) {
      case Op::Number:
        return {number(node.number)};
      case Op::Pi:
      case Op::Tau:
      case Op::Euler:
        return {constant(node.op), style_ == Style::Python && node.op == Op::Tau ? kProduct : kAtom};
      case Op::Variable:
        return {variable(expression_.variables()[static_cast<std::size_t>(node.a)]), kAtom, true};
      case Op::Neg:
        return {
            written(choose("-$1", "-$1", R"({"type":"operator","name":"−"},$1)"), within(node.a, kProduct)),
            kSign, of(node.a).tensor};
      case Op::Add:
      case Op::Sub:
        return sum(node);
      case Op::Mul:
        return product(node);
      case Op::Div:
        return quotient(node);
      case Op::Pow:
        return power(node);
      default:
        return isComparison(node.op) ? comparison(node) : call(node);
    }
  }

  bool tensors(const ExpressionNode& node) const {
    return of(node.a).tensor || (node.b >= 0 && of(node.b).tensor);
  }

  // ---- pieces of each style

  // {"type":"symbol","name":"x"}: names and texts hold no character that JSON escapes.
  static std::string json(View type, View key, View value) {
    return written(R"({"type":"$1","$2":"$3"})", type, key, value);
  }
  static std::string symbol(View name) { return json("symbol", "name", name); }
  static std::string sign(View name) { return json("operator", "name", name); }

  // The pattern of this style; the one for text also serves Python.
  const char* choose(const char* text, const char* latex, const char* formula) const {
    return style_ == Style::Latex ? latex : style_ == Style::Formula ? formula : text;
  }
  bool isPlain() const { return style_ == Style::Text || style_ == Style::Python; }

  // Joined items as one item.
  std::string row(View items) const {
    return written(choose("$1", "$1", R"({"type":"row","items":[$1]})"), items);
  }

  std::string number(double x) const {
    const std::string text = decimalText(x);
    const std::size_t e = text.find('e');
    if (isPlain()) return text;
    if (e == std::string::npos) return style_ == Style::Formula ? json("number", "text", text) : text;
    std::string exponent = text.substr(e + 1);
    if (exponent[0] == '+') exponent.erase(0, 1);
    const View mantissa = View(text).substr(0, e);
    if (style_ == Style::Latex) return written("($1\\cdot 10^{$2})", mantissa, exponent);
    static constexpr View kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string raised;
    for (const char c : exponent) raised += c == '-' ? View("⁻") : kSuperscripts[c - '0'];
    return json("number", "text", written("$1·10$2", mantissa, raised));
  }

  std::string constant(Op op) const {
    const OpInfo& info = infoOf(op);
    if (style_ == Style::Formula) return symbol(op == Op::Pi ? "π" : op == Op::Tau ? "τ" : "e");
    return style_ == Style::Python ? info.torch : style_ == Style::Latex ? info.latex : info.name;
  }

  // x1 is x with the index 1.
  std::string variable(const std::string& name) const {
    if (isPlain()) return name;
    const std::size_t digits = name.find_last_not_of("0123456789_") + 1;
    const View base = View(name).substr(0, digits);
    View index = View(name).substr(digits);
    while (!index.empty() && index[0] == '_') index.remove_prefix(1);
    if (style_ == Style::Latex) {
      const std::string set = base.size() > 1 ? written("\\mathrm{$1}", escaped(base)) : std::string(base);
      return index.empty() ? set : written("$1_{$2}", set, escaped(index));
    }
    const std::string letter = symbol(base);
    return index.empty()
               ? letter
               : written(R"({"type":"scripts","base":$1,"sub":$2})", letter, json("number", "text", index));
  }
  static std::string escaped(View name) {
    std::string out;
    for (const char c : name) out.append(c == '_' ? "\\_" : View(&c, 1));
    return out;
  }

  std::string fenced(View inside, View open = "(", View close = ")") const {
    return written(
        choose("$2$1$3", "\\left$2$1\\right$3", R"({"type":"fence","open":"$2","close":"$3","of":$4})"),
        inside, open, close, row(inside));
  }
  std::string within(std::int32_t i, Rank least) const {
    return of(i).rank < least ? fenced(of(i).text) : of(i).text;
  }

  // ---- operators

  // Two operands with a sign between them, each at least as tight as its side asks.
  Piece infix(const ExpressionNode& node, Rank rank, Rank left, Rank right, View between) const {
    return {
        written(choose("$1$3$2", "$1$3$2", "$1,$3,$2"), within(node.a, left), within(node.b, right), between),
        rank, tensors(node)};
  }

  Piece sum(const ExpressionNode& node) const {
    const bool add = node.op == Op::Add;
    if (style_ == Style::Formula) return infix(node, kSum, kSum, kProduct, sign(add ? "+" : "−"));
    return infix(node, kSum, kSum, kProduct, choose(add ? " + " : " - ", add ? "+" : "-", ""));
  }

  // A product that begins with a sign is held together by that: -(-x*y), not --x*y.
  Rank productRank(const ExpressionNode& node) const { return of(node.a).rank == kSign ? kSign : kProduct; }

  Piece product(const ExpressionNode& node) const {
    const Rank rank = productRank(node);
    // Before a number stands a point, before the name of a function a little air.
    const Op next = leading(node.b);
    if (style_ == Style::Formula) {
      if (next == Op::Number) return infix(node, rank, kSign, kPower, sign("·"));
      if (isFunction(next)) return infix(node, rank, kSign, kPower, json("text", "text", "\u2009"));
      return {written("$1,$2", within(node.a, kSign), within(node.b, kPower)), rank, true};
    }
    return infix(node, rank, kSign, kPower,
                 choose("*",
                        next == Op::Number ? "\\cdot "
                        : isFunction(next) ? "\\,"
                                           : " ",
                        ""));
  }
  // The operation whose sign is seen first.
  Op leading(std::int32_t i) const {
    const ExpressionNode& node = expression_.nodes()[static_cast<std::size_t>(i)];
    return node.op == Op::Pow && of(node.a).rank == kAtom ? opOf(node.a) : node.op;
  }

  Piece quotient(const ExpressionNode& node) const {
    if (!isPlain()) {
      return {written(choose("", "\\frac{$1}{$2}", R"({"type":"fraction","over":$1,"under":$2})"),
                      row(of(node.a).text), row(of(node.b).text)),
              kPower};
    }
    // Python raises an error where 1/0 is infinite.
    const ExpressionNode& under = expression_.nodes()[static_cast<std::size_t>(node.b)];
    const bool safe = tensors(node) || style_ == Style::Text || (under.op == Op::Number && under.number != 0);
    return {written("$1/$2", safe ? within(node.a, kSign) : tensor(node.a), within(node.b, kPower)),
            productRank(node), tensors(node) || !safe};
  }

  Piece power(const ExpressionNode& node) const {
    const std::string base = within(node.a, kAtom);
    if (style_ == Style::Latex) return {written("{$1}^{$2}", base, of(node.b).text), kPower};
    if (style_ == Style::Formula) return {scripts(base, of(node.b).text), kPower};
    if (style_ == Style::Text) return {written("$1^$2", base, within(node.b, kPower)), kPower};
    // Whole numbers would grow without end in Python: 9**9**9**9.
    return {written("$1**$2", tensors(node) ? base : tensor(node.a), within(node.b, kPower)), kPower, true};
  }
  std::string scripts(View base, View above) const {
    return written(R"({"type":"scripts","base":$1,"sup":$2})", row(base), row(above));
  }

  Piece comparison(const ExpressionNode& node) const {
    const OpInfo& info = infoOf(node.op);
    if (style_ == Style::Formula) {
      static constexpr View kSigns[] = {"<", "≤", ">", "≥", "=", "≠"};
      const auto which = static_cast<std::size_t>(node.op) - static_cast<std::size_t>(Op::Less);
      return infix(node, kComparison, kSum, kSum, sign(kSigns[which]));
    }
    const View name = style_ == Style::Latex ? info.latex : info.name;
    if (style_ != Style::Python) return infix(node, kComparison, kSum, kSum, written(" $1 ", name));
    const std::string condition = written("$1 $2 $3", tensors(node) ? within(node.a, kSum) : tensor(node.a),
                                          name, within(node.b, kSum));
    return {written("($1).double()", condition), kAtom, true, condition};
  }

  // ---- functions

  Piece call(const ExpressionNode& node) const {
    if (style_ == Style::Python) return torchCall(node);
    const OpInfo& info = infoOf(node.op);
    const std::string& inside = of(node.a).text;
    if (style_ == Style::Text) return {written("$1($2)", info.name, arguments(node, ", "))};
    const bool latex = style_ == Style::Latex;
    switch (node.op) {
      case Op::Abs:
        return {fenced(inside, "|", "|")};
      case Op::Floor:
        return {fenced(inside, latex ? "\\lfloor " : "⌊", latex ? "\\rfloor " : "⌋")};
      case Op::Ceil:
        return {fenced(inside, latex ? "\\lceil " : "⌈", latex ? "\\rceil " : "⌉")};
      case Op::Sqrt:
        return {written(latex ? "\\sqrt{$1}" : R"({"type":"root","of":$1})", row(inside))};
      case Op::Exp:
        return {latex ? written("e^{$1}", inside) : scripts(constant(Op::Euler), inside), kPower};
      default:
        break;
    }
    if (latex)
      return {written(node.op == Op::Cbrt ? "\\sqrt[3]{$3}" : "$1$2", info.latex ? info.latex : "",
                      fenced(arguments(node, ", ")), inside)};
    const std::string comma = written(",$1,", sign(","));
    return {row(written("$1,$2", symbol(info.name), fenced(arguments(node, comma))))};
  }

  std::string arguments(const ExpressionNode& node, View separator) const {
    std::string out = of(node.a).text;
    for (const std::int32_t k : {node.b, node.c}) {
      if (k >= 0) out += written("$1$2", separator, of(k).text);
    }
    return out;
  }

  // A plain number as a tensor, a tensor as it is.
  std::string tensor(std::int32_t i) const {
    const Piece& piece = of(i);
    if (piece.tensor) return piece.text;
    const bool whole = piece.text.find_first_of(".e") == std::string::npos;
    return written(opOf(i) != Op::Number ? "torch.tensor(float($1))"
                   : whole               ? "torch.tensor($1.0)"
                                         : "torch.tensor($1)",
                   piece.text);
  }

  Piece torchCall(const ExpressionNode& node) const {
    const OpInfo& info = infoOf(node.op);
    const std::string x = tensor(node.a);
    switch (node.op) {
      case Op::Cbrt:
        return {written("torch.sign($1)*torch.abs($1)**(1/3)", x), kProduct, true};
      case Op::Softplus:  // beyond 20 PyTorch's default threshold drops e^-x, which float64 still holds
        return {written("torch.nn.functional.softplus($1, threshold=40)", x), kAtom, true};
      case Op::Step:
        return {written("($1 > 0).double()", within(node.a, kSum)), kAtom, true};
      case Op::Where: {
        const std::string& known = of(node.a).condition;
        return {written("torch.where($1, $2, $3)", known.empty() ? written("$1 != 0", x) : known,
                        of(node.b).text, of(node.c).text),
                kAtom, true};
      }
      default:
        break;
    }
    return {written(node.b < 0 ? "$1($2)" : "$1($2, $3)", info.torch, x, node.b < 0 ? "" : tensor(node.b)),
            kAtom, true};
  }

  const Expression& expression_;
  Style style_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::string Expression::text() const {
  return Printer(*this, Style::Text).print().text;
}
std::string Expression::latex() const {
  return Printer(*this, Style::Latex).print().text;
}
std::string Expression::python() const {
  return Printer(*this, Style::Python).print().text;
}
std::string Expression::formula() const {
  return written(R"({"type":"row","items":[$1]})", Printer(*this, Style::Formula).print().text);
}

std::string pythonLambda(const std::vector<Expression>& functions) {
  const std::vector<std::string>& variables = functions.at(0).variables();
  std::string body, names;
  for (const Expression& function : functions) {
    std::string one = function.python();
    for (std::size_t i = 0; i < variables.size(); ++i) {
      if (!function.dependsOn(i)) one = written("$1 + 0*$2", one, variables[i]);
    }
    body += written(body.empty() ? "$1" : ", $1", one);
  }
  for (const std::string& name : variables) names += written(names.empty() ? "$1" : ", $1", name);
  return written(functions.size() == 1 ? "lambda $1: $2" : "lambda $1: torch.stack([$2])", names, body);
}

}  // namespace nabla
