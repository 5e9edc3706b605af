// libFuzzer target of the expression compiler. Any bytes are either refused with a sentence and a position
// inside the text, or a function whose every reading agrees: printed and read back, number by number and in
// blocks, differentiated forward and as a series.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "expression_apply.h"
#include "expression_report.h"
#include "jet.h"

using namespace nabla;

namespace {

void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n  in: %s\n", what, text.c_str());
  std::abort();
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

// Messages reach a page as UTF-8 text: nothing in them may hide, break or reverse it.
void checkMessage(const std::string& message, const std::string& text) {
  require(!message.empty() && message.size() < 400, "a message has a length for people", text);
  for (const char c : message) {
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "a message has no control characters", text);
  }
}

void checkValues(const Expression& f, const std::string& text) {
  constexpr Index count = 130;  // more than a block
  Vector xs(count), ys(2);
  for (Index i = 0; i < count; ++i) xs(i) = static_cast<double>(i - 60) * 0.37;
  ys << -1.5, 2;
  const double at[] = {xs(61), ys(0)};
  const double value = f.evaluate(at);
  const Matrix grid = f.evaluateGrid(xs, ys);
  require(same(grid(0, 61), value), "a grid holds the values of its points", text);
  const std::vector<double> second(count, ys(0));
  const double* columns[] = {xs.data(), second.data()};
  Vector out(count);
  f.evaluate(columns, out.data(), count);
  require(same(out(61), value), "an array holds the values of its points", text);
  (void)f.evaluateFloat32(at);
  using Two = Dual<Dual<double>>;
  Two x(at[0]), y(at[1]);
  x.value.slope[0] = 1;
  x.slope[0].value = 1;
  const Two both[] = {x, y};
  require(same(evaluateAs<Two>(f, both).value.value, value), "a dual number carries the value", text);
  const Jet jets[] = {Jet::variable(at[0]), Jet(at[1])};
  require(same(evaluateAs<Jet>(f, jets).c[0], value), "a jet carries the value", text);
}

void checkPrinting(const Expression& f, const std::string& text) {
  std::string printed;
  try {
    printed = f.text();
    (void)f.latex();
    (void)f.python();
    (void)f.formula();
  } catch (const InvalidArgument& error) {
    return checkMessage(error.what(), text);
  }
  if (printed.size() > kMaxExpressionLength) return;
  try {
    const Expression again = Expression::parse(printed, f.variables());
    require(again.text() == printed, "what is printed reads back as itself", text);
    const double at[] = {0.7, -1.2};
    require(same(again.evaluate(at), f.evaluate(at)), "what is printed has the same value", text);
  } catch (const InvalidExpression& error) {
    // A sign or a power prints parentheses that were not typed, and each is a level.
    require(std::string(error.what()).find("nested") != std::string::npos, "what is printed can be read",
            text);
  }
}

void checkDerivatives(const Expression& f, const std::string& text) {
  try {
    (void)f.simplified().text();
    const Expression slope = f.derivative(0);
    (void)slope.derivative(1).text();
  } catch (const InvalidArgument& error) {
    checkMessage(error.what(), text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const Expression f = Expression::parse(text, {"x", "y"});
    // One kind of check an input, chosen by the input: ten times the inputs in the same time.
    std::uint32_t hash = 2166136261u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    if (hash % 4 == 0) {
      checkDerivatives(f, text);
    } else if (hash % 4 == 1) {
      checkPrinting(f, text);
    } else {
      checkValues(f, text);
    }
  } catch (const InvalidExpression& error) {
    checkMessage(error.what(), text);
    require(error.position >= 1 && error.position <= static_cast<int>(size) + 1,
            "a position lies in the text", text);
  }
  if (text.find_first_of(",;\n") == std::string::npos) return 0;
  try {
    (void)expressionsReport(text, "t,y1,y_2");
  } catch (const InvalidExpression& error) {
    checkMessage(error.what(), text);
  } catch (const InvalidArgument& error) {
    checkMessage(error.what(), text);
  }
  return 0;
}
