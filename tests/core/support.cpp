#include "support.h"

#include <fstream>
#include <stdexcept>

// Every test reads its fixtures: without these two words each of them would compile the whole parser again.
template class nlohmann::basic_json<>;

namespace nabla::test {

Json loadFixture(const std::string& slug) {
  const std::string path = std::string(NABLA_FIXTURES_DIR) + "/" + slug + ".json";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("fixture not found: " + path);
  return Json::parse(file);
}

double number(const Json& value) {
  if (!value.is_string()) return value.get<double>();
  const auto& text = value.get_ref<const std::string&>();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  throw std::runtime_error("not a number in a fixture: " + text);
}

std::vector<double> numbers(const Json& array) {
  std::vector<double> out;
  out.reserve(array.size());
  for (const Json& value : array) out.push_back(number(value));
  return out;
}

Matrix matrix(const Json& array) {
  const auto& shape = array.at("shape");
  const Index rows = shape.at(0).get<Index>();
  const Index cols = shape.size() > 1 ? shape.at(1).get<Index>() : 1;
  const std::vector<double> data = numbers(array.at("data"));
  if (shape.size() > 2 || static_cast<Index>(data.size()) != rows * cols) {
    throw std::runtime_error("fixture array has the wrong length for a matrix");
  }
  Matrix out(rows, cols);
  for (std::size_t i = 0; i < data.size(); ++i) out.data()[i] = data[i];
  return out;
}

Vector vector(const Json& array) {
  const std::vector<double> data = numbers(array.at("data"));
  return Eigen::Map<const Vector>(data.data(), static_cast<Index>(data.size()));
}

ComplexMatrix complexMatrix(const Json& array) {
  const Json real{{"shape", array.at("shape")}, {"data", array.at("real")}};
  const Json imag{{"shape", array.at("shape")}, {"data", array.at("imag")}};
  const Matrix re = matrix(real), im = matrix(imag);
  ComplexMatrix out(re.rows(), re.cols());
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = Complex(re.data()[i], im.data()[i]);
  return out;
}

Matrix fromRows(std::initializer_list<std::initializer_list<double>> rows) {
  const auto height = static_cast<Index>(rows.size());
  Matrix out(height, height == 0 ? 0 : static_cast<Index>(rows.begin()->size()));
  Index i = 0;
  for (const auto& row : rows) {
    Index j = 0;
    for (const double value : row) out(i, j++) = value;
    ++i;
  }
  return out;
}

Matrix powerOfTwo(const Matrix& a, int e) {
  return a.unaryExpr([e](double x) { return std::ldexp(x, e); });
}

int exponentOf(const Matrix& a) {
  int e = 0;
  std::frexp(largest(a), &e);
  return e;
}

Matrix randomMatrix(Random& random, Index rows, Index cols) {
  Matrix out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = random.normal();
  return out;
}

Vector randomVector(Random& random, Index size) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) out(i) = random.normal();
  return out;
}

Matrix randomOrthogonal(Random& random, Index rows, Index cols) {
  Matrix q = randomMatrix(random, rows, cols);
  for (int pass = 0; pass < 2; ++pass) {
    for (Index j = 0; j < cols; ++j) {
      for (Index k = 0; k < j; ++k) q.col(j) -= q.col(k).dot(q.col(j)) * q.col(k);
      q.col(j) /= q.col(j).norm();
    }
  }
  return q;
}

Matrix symmetricMatrix(Random& random, Index n) {
  const Matrix a = randomMatrix(random, n, n);
  return (a + a.transpose()) / 2;
}

Matrix withSingularValues(Random& random, Index rows, Index cols, const Vector& sigma) {
  const Matrix u = randomOrthogonal(random, rows, sigma.size());
  const Matrix v = randomOrthogonal(random, cols, sigma.size());
  return u * sigma.asDiagonal() * v.transpose();
}

Vector geometricSpectrum(Index n, double cond) {
  Vector s(n);
  for (Index i = 0; i < n; ++i) {
    s(i) = n == 1 ? 1 : std::pow(cond, -static_cast<double>(i) / static_cast<double>(n - 1));
  }
  return s;
}

Vector clusteredSmallSpectrum(Index n, double cond) {
  Vector s = Vector::Constant(n, 1 / cond);
  s(0) = 1;
  return s;
}

Vector clusteredLargeSpectrum(Index n, double cond) {
  Vector s = Vector::Ones(n);
  if (n > 1) s(n - 1) = 1 / cond;
  return s;
}

Matrix gradedMatrix(Random& random, Index n, double ratio) {
  Matrix a = randomMatrix(random, n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      if (n > 1) a(i, j) *= std::pow(ratio, -static_cast<double>(i + j) / static_cast<double>(2 * (n - 1)));
    }
  }
  return a;
}

Matrix hilbertMatrix(Index n) {
  Matrix h(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) h(i, j) = 1.0 / static_cast<double>(i + j + 1);
  }
  return h;
}

}  // namespace nabla::test
