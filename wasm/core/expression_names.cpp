#include <algorithm>
#include <array>

#include "expression_node.h"

namespace nabla {
namespace {

constexpr const char* kComposed = nullptr;

// One row an Op, in its order.
constexpr OpInfo kInfo[] = {
    {"number", kComposed, "", 0},
    {"pi", "torch.pi", "\\pi", 0},
    {"tau", "2*torch.pi", "\\tau", 0},
    {"e", "torch.e", "e", 0},
    {"variable", kComposed, "", 0},
    {"-", "-", "-", 1},
    {"+", "+", "+", 2},
    {"-", "-", "-", 2},
    {"*", "*", "\\cdot", 2},
    {"/", "/", "/", 2},
    {"^", "**", "^", 2},
    {"<", "<", "<", 2},
    {"<=", "<=", "\\le", 2},
    {">", ">", ">", 2},
    {">=", ">=", "\\ge", 2},
    {"==", "==", "=", 2},
    {"!=", "!=", "\\ne", 2},
    {"abs", "torch.abs", kComposed, 1},
    {"acos", "torch.acos", "\\arccos", 1},
    {"asin", "torch.asin", "\\arcsin", 1},
    {"atan", "torch.atan", "\\arctan", 1},
    {"cbrt", kComposed, kComposed, 1},
    {"ceil", "torch.ceil", kComposed, 1},
    {"cos", "torch.cos", "\\cos", 1},
    {"cosh", "torch.cosh", "\\cosh", 1},
    {"erf", "torch.erf", "\\operatorname{erf}", 1},
    {"erfc", "torch.erfc", "\\operatorname{erfc}", 1},
    {"exp", "torch.exp", "\\exp", 1},
    {"expm1", "torch.expm1", "\\operatorname{expm1}", 1},
    {"floor", "torch.floor", kComposed, 1},
    {"gelu", "torch.nn.functional.gelu", "\\operatorname{gelu}", 1},
    {"log", "torch.log", "\\log", 1},
    {"log10", "torch.log10", "\\log_{10}", 1},
    {"log1p", "torch.log1p", "\\operatorname{log1p}", 1},
    {"log2", "torch.log2", "\\log_{2}", 1},
    {"relu", "torch.relu", "\\operatorname{relu}", 1},
    {"round", "torch.round", "\\operatorname{round}", 1},
    {"sigmoid", "torch.sigmoid", "\\operatorname{sigmoid}", 1},
    {"sign", "torch.sign", "\\operatorname{sign}", 1},
    {"silu", "torch.nn.functional.silu", "\\operatorname{silu}", 1},
    {"sin", "torch.sin", "\\sin", 1},
    {"sinh", "torch.sinh", "\\sinh", 1},
    {"softplus", kComposed, "\\operatorname{softplus}", 1},
    {"sqrt", "torch.sqrt", kComposed, 1},
    {"step", kComposed, "\\operatorname{step}", 1},
    {"tan", "torch.tan", "\\tan", 1},
    {"tanh", "torch.tanh", "\\tanh", 1},
    {"atan2", "torch.atan2", "\\operatorname{atan2}", 2},
    {"hypot", "torch.hypot", "\\operatorname{hypot}", 2},
    {"max", "torch.maximum", "\\max", 2},
    {"min", "torch.minimum", "\\min", 2},
    {"where", "torch.where", "\\operatorname{where}", 3},
};
static_assert(std::size(kInfo) == static_cast<std::size_t>(Op::Where) + 1);

using Kind = Callable::Kind;
constexpr Callable kExtra[] = {
    {"heaviside", Op::Step, 1, 1},
    {"if", Op::Where, 3, 3},
    {"ln", Op::Log, 1, 1},
    {"maximum", Op::Max, 2, 8},
    {"minimum", Op::Min, 2, 8},
    {"pow", Op::Pow, 2, 2},
    {"elu", Op::Where, 1, 1, Kind::Elu},
    {"leaky_relu", Op::Where, 1, 2, Kind::LeakyRelu},
    {"logsigmoid", Op::Softplus, 1, 1, Kind::LogSigmoid},
    {"mish", Op::Tanh, 1, 1, Kind::Mish},
};

constexpr auto kCallables = [] {
  constexpr std::size_t first = static_cast<std::size_t>(Op::Abs), own = std::size(kInfo) - first;
  std::array<Callable, own + std::size(kExtra)> table{};
  for (std::size_t i = 0; i < own; ++i) {
    const OpInfo& info = kInfo[first + i];
    const auto op = static_cast<Op>(first + i);
    table[i] = {info.name, op, info.arity, op == Op::Max || op == Op::Min ? 8 : info.arity};
  }
  std::copy(std::begin(kExtra), std::end(kExtra), table.begin() + own);
  std::sort(table.begin(), table.end(), [](const Callable& p, const Callable& q) { return p.name < q.name; });
  return table;
}();

// Insertions, deletions, substitutions and neighbours swapped, each once (optimal string alignment).
int distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// "x*y" when the name is one letter after another of known names.
std::string asProduct(std::string_view name, const std::vector<std::string>& variables) {
  std::string product;
  for (const char letter : name) {
    const std::string single(1, letter);
    const bool known =
        single == "e" || std::find(variables.begin(), variables.end(), single) != variables.end();
    if (!known) return "";
    product += (product.empty() ? "" : "*") + single;
  }
  return product;
}

std::string asCall(std::string_view name, const std::vector<std::string>& variables) {
  for (const std::string& variable : variables) {
    if (name.size() <= variable.size() || !name.ends_with(variable)) continue;
    const std::string_view head = name.substr(0, name.size() - variable.size());
    const Callable* callable = findCallable(head);
    if (callable && callable->least == 1) return std::string(head) + "(" + variable + ")";
  }
  return "";
}

}  // namespace

const OpInfo& infoOf(Op op) {
  return kInfo[static_cast<std::size_t>(op)];
}

const Callable* findCallable(std::string_view name) {
  const auto at =
      std::lower_bound(kCallables.begin(), kCallables.end(), name,
                       [](const Callable& c, std::string_view wanted) { return c.name < wanted; });
  return at != kCallables.end() && at->name == name ? &*at : nullptr;
}

std::vector<std::string> functionNames() {
  std::vector<std::string> names;
  for (const Callable& callable : kCallables) names.emplace_back(callable.name);
  return names;
}

std::string nearestName(std::string_view name, const std::vector<std::string>& variables) {
  if (name.size() > 24) return "";
  if (std::string product = asProduct(name, variables); !product.empty()) return product;
  if (std::string call = asCall(name, variables); !call.empty()) return call;
  std::string lower(name);
  for (char& letter : lower)
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  // At most two slips, one in a name of two letters; of equals the one with the same first letter.
  const int most = std::min(2, static_cast<int>(name.size()) - 1);
  std::string best;
  int least = 2 * most + 2;
  const auto consider = [&](std::string_view known) {
    const int slips = std::min(distance(name, known), distance(lower, known));
    const int score = 2 * slips + (known[0] != lower[0]);
    if (slips > most || score >= least) return;
    least = score;
    best = known;
  };
  for (const std::string& variable : variables) consider(variable);
  for (const Callable& callable : kCallables) consider(callable.name);
  for (const char* constant : {"pi", "tau"}) consider(constant);
  return best;
}

}  // namespace nabla
