#include "chain_operations.h"

#include <cstdio>

#include "expression_apply.h"
#include "expression_reverse.h"

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Four digits, with a true minus sign.
std::string shortText(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", x);
  std::string text = buffer;
  for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-'))
    text.replace(at, 1, "−");
  return text;
}

std::string raised(double exponent) {
  static const char* const kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  const bool whole = exponent == std::floor(exponent) && exponent >= -9 && exponent <= 9;
  if (!whole) return "^" + shortText(exponent);
  return (exponent < 0 ? "⁻" : "") + std::string(kDigits[static_cast<int>(std::abs(exponent))]);
}

const char* signOf(Op op) {
  switch (op) {
    case Op::Add:
      return "+";
    case Op::Sub:
      return "−";
    case Op::Mul:
      return "×";
    case Op::Div:
      return "÷";
    case Op::LessEqual:
      return "≤";
    case Op::GreaterEqual:
      return "≥";
    case Op::NotEqual:
      return "≠";
    case Op::Equal:
      return "=";
    default:
      return infoOf(op).name;
  }
}

}  // namespace

double valueOf(Op op, const ChainOperands& x) {
  return applyAs<double>(op, x[0].number, x[1].number, x[2].number, !x[1].varies);
}

double slopeOf(Op op, const ChainOperands& x, std::size_t operand) {
  return localSlope(op, {x[0].number, x[1].number, x[2].number}, operand, !x[1].varies);
}

double largestSlope(Op op, const ChainOperands& x, std::size_t operand) {
  switch (op) {
    case Op::Neg:
    case Op::Add:
    case Op::Sub:
    case Op::Abs:
    case Op::Atan:
    case Op::Cos:
    case Op::Relu:
    case Op::Sin:
    case Op::Softplus:
    case Op::Tanh:
    case Op::Hypot:
    case Op::Max:
    case Op::Min:
      return 1;
    case Op::Where:
      return operand == 0 ? 0 : 1;
    case Op::Sigmoid:
      return 0.25;
    case Op::Erf:
      return kTwoOverSqrtPi;
    case Op::Ceil:
    case Op::Floor:
    case Op::Round:
    case Op::Sign:
    case Op::Step:
      return 0;
    case Op::Mul:
      return x[1 - operand].varies ? kInfinity : std::abs(x[1 - operand].number);
    case Op::Div:
      return operand == 0 && !x[1].varies ? std::abs(1 / x[1].number) : kInfinity;
    case Op::Pow:
      return operand == 0 && !x[1].varies && x[1].number == 1 ? 1 : kInfinity;
    default:
      return isComparison(op) ? 0 : kInfinity;
  }
}

std::string labelOf(Op op, const ChainOperands& x) {
  if (op == Op::Neg) return "−u";
  if (op == Op::Where) return "where";
  if (op == Op::Pow) {
    if (x[0].varies && x[1].varies) return "uᵛ";
    return x[0].varies ? "u" + raised(x[1].number) : shortText(x[0].number) + "ᵘ";
  }
  if (isFunction(op)) return infoOf(op).name;
  const std::string sign = signOf(op);
  // 3·u reads as "× 3", for its order does not matter; 1 − u and 1/u keep theirs.
  const bool turns = op == Op::Add || op == Op::Mul;
  if (!x[1].varies || (!x[0].varies && turns)) return sign + " " + shortText(x[x[1].varies ? 0 : 1].number);
  return x[0].varies ? sign : shortText(x[0].number) + " " + sign + " u";
}

SavedTensors savedBy(Op op, const ChainOperands& x) {
  const bool a = x[0].varies, b = x[1].varies, both = a && b;
  switch (op) {
    case Op::Exp:
      return {{}, "Exp"};
    case Op::Expm1:
      return {{}, "Expm1"};
    case Op::Relu:
      return {{}, "Relu"};
    case Op::Sigmoid:
      return {{}, "Sigmoid"};
    case Op::Sqrt:
      return {{}, "Sqrt"};
    case Op::Tan:
      return {{}, "Tan"};
    case Op::Tanh:
      return {{}, "Tanh"};
    case Op::Mul:
    case Op::Div:
      return {{both, both}};
    case Op::Hypot:
      return {{a, b}, "Hypot"};
    case Op::Pow:
      return {{a, b}, both ? "Pow1" : b ? "Pow2" : nullptr};
    case Op::Atan2:
    case Op::Max:
    case Op::Min:
      return {{a, b}};
    case Op::Neg:
    case Op::Add:
    case Op::Sub:
    case Op::Ceil:
    case Op::Floor:
    case Op::Round:
    case Op::Sign:
    case Op::Step:
    case Op::Where:
      return {};
    default:
      return {{!isComparison(op), false}};
  }
}

}  // namespace nabla
