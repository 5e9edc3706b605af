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
        throw InvalidArgument("The formula is too long to be written out.");
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
        return {join({sign("-"), within(node.a, kProduct)}), kSign, of(node.a).tensor};
      case Op::Add:
      case Op::Sub:
        return {
            join({within(node.a, kSum), sign(node.op == Op::Add ? " + " : " - "), within(node.b, kProduct)}),
            kSum, tensors(node)};
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
  static std::string json(const char* type, const char* key, const std::string& value) {
    return std::string("{\"type\":\"") + type + "\",\"" + key + "\":\"" + value + "\"}";
  }

  std::string join(std::initializer_list<std::string> parts) const {
    std::string out;
    for (const std::string& part : parts) {
      if (style_ == Style::Formula && !out.empty() && !part.empty()) out += ",";
      out += part;
    }
    return out;
  }
  // Joined items as one item.
  std::string row(const std::string& items) const {
    return style_ == Style::Formula ? "{\"type\":\"row\",\"items\":[" + items + "]}" : items;
  }

  std::string sign(const std::string& typed) const {
    std::string bare;
    std::copy_if(typed.begin(), typed.end(), std::back_inserter(bare), [](char c) { return c != ' '; });
    if (style_ == Style::Formula)
      return json("operator", "name", bare == "-" ? "−" : bare == "*" ? "·" : bare);
    if (style_ == Style::Latex) return bare == "*" ? "\\cdot " : bare;
    return typed;
  }

  std::string number(double x) const {
    const std::string text = decimalText(x);
    const std::size_t e = text.find('e');
    if (style_ == Style::Text || style_ == Style::Python) return text;
    if (e == std::string::npos) return style_ == Style::Formula ? json("number", "text", text) : text;
    std::string exponent = text.substr(e + 1);
    if (exponent[0] == '+') exponent.erase(0, 1);
    const std::string mantissa = text.substr(0, e);
    if (style_ == Style::Latex) return "(" + mantissa + "\\cdot 10^{" + exponent + "})";
    static const char* const kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string raised;
    for (const char c : exponent) raised += c == '-' ? "⁻" : kSuperscripts[c - '0'];
    return json("number", "text", mantissa + "·10" + raised);
  }

  std::string constant(Op op) const {
    const OpInfo& info = infoOf(op);
    if (style_ == Style::Python) return info.torch;
    if (style_ == Style::Latex) return info.latex;
    if (style_ == Style::Text) return info.name;
    return json("symbol", "name", op == Op::Pi ? "π" : op == Op::Tau ? "τ" : "e");
  }

  // x1 is x with the index 1.
  std::string variable(const std::string& name) const {
    if (style_ == Style::Text || style_ == Style::Python) return name;
    const std::size_t digits = name.find_last_not_of("0123456789_") + 1;
    const std::string base = name.substr(0, digits),
                      index = name.substr(std::min(digits + (name[digits] == '_'), name.size()));
    if (style_ == Style::Latex) {
      const std::string set = base.size() > 1 ? "\\mathrm{" + escaped(base) + "}" : base;
      return index.empty() ? set : set + "_{" + escaped(index) + "}";
    }
    const std::string symbol = json("symbol", "name", base);
    if (index.empty()) return symbol;
    return "{\"type\":\"scripts\",\"base\":" + symbol + ",\"sub\":" + json("number", "text", index) + "}";
  }
  static std::string escaped(const std::string& name) {
    std::string out;
    for (const char c : name) out += c == '_' ? std::string("\\_") : std::string(1, c);
    return out;
  }

  std::string fenced(const std::string& inside, const std::string& open = "(",
                     const std::string& close = ")") const {
    if (style_ == Style::Formula) {
      return "{\"type\":\"fence\",\"open\":\"" + open + "\",\"close\":\"" + close +
             "\",\"of\":" + row(inside) + "}";
    }
    if (style_ == Style::Latex) return "\\left" + open + inside + "\\right" + close;
    return open + inside + close;
  }
  std::string within(std::int32_t i, Rank least) const {
    return of(i).rank < least ? fenced(of(i).text) : of(i).text;
  }

  // ---- operators

  Piece product(const ExpressionNode& node) const {
    std::string left = within(node.a, kSign), right = within(node.b, kPower);
    if (style_ == Style::Text || style_ == Style::Python)
      return {left + "*" + right, kProduct, tensors(node)};
    // Before a number stands a point, before the name of a function a little air.
    const Op next = leading(node.b);
    const bool latex = style_ == Style::Latex;
    std::string between = latex ? " " : "";
    if (next == Op::Number) between = sign("*");
    if (isFunction(next)) between = latex ? "\\," : json("text", "text", "\u2009");
    return {join({left, between, right}), kProduct};
  }
  // The operation whose sign is seen first.
  Op leading(std::int32_t i) const {
    const ExpressionNode& node = expression_.nodes()[static_cast<std::size_t>(i)];
    return node.op == Op::Pow && of(node.a).rank == kAtom ? opOf(node.a) : node.op;
  }

  Piece quotient(const ExpressionNode& node) const {
    const std::string over = of(node.a).text, under = of(node.b).text;
    if (style_ == Style::Latex) return {"\\frac{" + over + "}{" + under + "}", kPower};
    if (style_ == Style::Formula) {
      return {"{\"type\":\"fraction\",\"over\":" + row(over) + ",\"under\":" + row(under) + "}", kPower};
    }
    std::string left = within(node.a, kSign);
    // Python raises an error where 1/0 is infinite.
    const bool risky = style_ == Style::Python && !tensors(node) && opOf(node.b) != Op::Number;
    const bool zero = style_ == Style::Python && !tensors(node) && !risky &&
                      expression_.nodes()[static_cast<std::size_t>(node.b)].number == 0;
    if (risky || zero) left = tensor(node.a);
    return {left + "/" + within(node.b, kPower), kProduct, tensors(node) || risky || zero};
  }

  Piece power(const ExpressionNode& node) const {
    std::string base = within(node.a, kAtom);
    switch (style_) {
      case Style::Latex:
        return {(base.size() == 1 ? base : "{" + base + "}") + "^{" + of(node.b).text + "}", kPower};
      case Style::Formula:
        return {"{\"type\":\"scripts\",\"base\":" + row(base) + ",\"sup\":" + row(of(node.b).text) + "}",
                kPower};
      case Style::Python:  // whole numbers would grow without end: 9**9**9**9
        if (!tensors(node)) base = tensor(node.a);
        return {base + "**" + within(node.b, kPower), kPower, true};
      case Style::Text:
        break;
    }
    return {base + "^" + within(node.b, kPower), kPower};
  }

  Piece comparison(const ExpressionNode& node) const {
    const OpInfo& info = infoOf(node.op);
    const std::string left = within(node.a, kSum), right = within(node.b, kSum);
    if (style_ == Style::Python) {
      const std::string condition = (tensors(node) ? left : tensor(node.a)) + " " + info.name + " " + right;
      return {"(" + condition + ").double()", kAtom, true, condition};
    }
    if (style_ == Style::Latex) return {left + " " + info.latex + " " + right, kComparison};
    if (style_ == Style::Text) return {left + " " + info.name + " " + right, kComparison};
    static const char* const kSigns[] = {"<", "≤", ">", "≥", "=", "≠"};
    const char* name = kSigns[static_cast<int>(node.op) - static_cast<int>(Op::Less)];
    return {join({left, json("operator", "name", name), right}), kComparison};
  }

  // ---- functions

  Piece call(const ExpressionNode& node) const {
    if (style_ == Style::Python) return torchCall(node);
    const OpInfo& info = infoOf(node.op);
    const std::string inside = of(node.a).text;
    if (style_ == Style::Text) return {std::string(info.name) + "(" + arguments(node, ", ") + ")"};
    if (node.op == Op::Abs) return {fenced(inside, "|", "|")};
    if (node.op == Op::Floor)
      return {fenced(inside, style_ == Style::Latex ? "\\lfloor " : "⌊",
                     style_ == Style::Latex ? "\\rfloor " : "⌋")};
    if (node.op == Op::Ceil)
      return {fenced(inside, style_ == Style::Latex ? "\\lceil " : "⌈",
                     style_ == Style::Latex ? "\\rceil " : "⌉")};
    if (style_ == Style::Latex) {
      if (node.op == Op::Sqrt) return {"\\sqrt{" + inside + "}"};
      if (node.op == Op::Cbrt) return {"\\sqrt[3]{" + inside + "}"};
      if (node.op == Op::Exp) return {"e^{" + inside + "}", kPower};
      return {info.latex + fenced(arguments(node, ", "))};
    }
    if (node.op == Op::Sqrt) return {"{\"type\":\"root\",\"of\":" + row(inside) + "}"};
    if (node.op == Op::Exp) {
      return {"{\"type\":\"scripts\",\"base\":" + constant(Op::Euler) + ",\"sup\":" + row(inside) + "}",
              kPower};
    }
    const std::string name = json("symbol", "name", info.name);
    return {row(join({name, fenced(arguments(node, "," + json("operator", "name", ",") + ","))}))};
  }

  std::string arguments(const ExpressionNode& node, const std::string& separator) const {
    std::string out = of(node.a).text;
    for (const std::int32_t k : {node.b, node.c}) {
      if (k >= 0) out += separator + of(k).text;
    }
    return out;
  }

  // A plain number as a tensor, a tensor as it is.
  std::string tensor(std::int32_t i) const {
    const Piece& piece = of(i);
    if (piece.tensor) return piece.text;
    const bool whole = piece.text.find_first_of(".e") == std::string::npos;
    if (opOf(i) == Op::Number) return "torch.tensor(" + piece.text + (whole ? ".0)" : ")");
    return "torch.tensor(float(" + piece.text + "))";
  }

  Piece torchCall(const ExpressionNode& node) const {
    const OpInfo& info = infoOf(node.op);
    const std::string x = tensor(node.a);
    switch (node.op) {
      case Op::Cbrt:
        return {"torch.sign(" + x + ")*torch.abs(" + x + ")**(1/3)", kProduct, true};
      case Op::Softplus:  // beyond 20 PyTorch's default threshold drops e^-x, which float64 still holds
        return {"torch.nn.functional.softplus(" + x + ", threshold=40)", kAtom, true};
      case Op::Step:
        return {"(" + within(node.a, kSum) + " > 0).double()", kAtom, true, within(node.a, kSum) + " > 0"};
      case Op::Where: {
        const std::string& condition = of(node.a).condition;
        return {"torch.where(" + (condition.empty() ? x + " != 0" : condition) + ", " + of(node.b).text +
                    ", " + of(node.c).text + ")",
                kAtom, true};
      }
      default:
        break;
    }
    std::string text = std::string(info.torch) + "(" + x;
    if (node.b >= 0) text += ", " + tensor(node.b);
    return {text + ")", kAtom, true};
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
  return "{\"type\":\"row\",\"items\":[" + Printer(*this, Style::Formula).print().text + "]}";
}

std::string pythonLambda(const std::vector<Expression>& functions) {
  const std::vector<std::string>& variables = functions.at(0).variables();
  std::string body;
  for (const Expression& function : functions) {
    const Piece piece = Printer(function, Style::Python).print();
    std::string one = piece.text;
    for (std::size_t i = 0; i < variables.size(); ++i) {
      if (!function.dependsOn(i)) one += " + 0*" + variables[i];
    }
    body += (body.empty() ? "" : ", ") + one;
  }
  std::string names;
  for (const std::string& name : variables) names += (names.empty() ? "" : ", ") + name;
  return "lambda " + names + ": " + (functions.size() == 1 ? body : "torch.stack([" + body + "])");
}

}  // namespace nabla
