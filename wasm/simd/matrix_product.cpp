#include "matrix_product.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include "lanes.h"

namespace nabla {
namespace {

using Size = std::ptrdiff_t;

// A tile of C is as many rows as sixteen registers allow beside two lane groups of B, an entry of A and,
// where multiplying and adding are two instructions, what lies between them: one more, and V8 spills (half
// the speed).
constexpr Size kRows = kFused ? 6 : 5, kGroups = 2;
// A panel of B, kInner deep, stays in the first cache; kDown rows of A and kAcross columns of B in the
// second.
constexpr Size kInner = 256, kDown = 20 * kRows, kAcross = 512;
// Numbers that the first cache holds.
constexpr Size kNear = 8192;
// Below this many multiplications three loops are quicker than panels.
constexpr Size kFew = 512;

template <class Real>
constexpr Size kWidth = kGroups * LanesOf<Real>::count;

// The tile += (kRows × inner) (inner × kWidth): a by columns, b with its rows stepB apart.
template <class Real>
[[gnu::noinline]] void tile(const Real* a, const Real* b, Size stepB, Real* c, Size rowOfC, Size inner) {
  constexpr Size lanes = LanesOf<Real>::count;
  Lanes<Real> sum[kRows][kGroups];
  for (Size i = 0; i < kRows; ++i) {
    for (Size g = 0; g < kGroups; ++g) sum[i][g] = load(c + i * rowOfC + g * lanes);
  }
  for (; inner > 0; --inner, a += kRows, b += stepB) {
    Lanes<Real> x[kGroups];
    for (Size g = 0; g < kGroups; ++g) x[g] = load(b + g * lanes);
    for (Size i = 0; i < kRows; ++i) {
      const Lanes<Real> y = splat(a[i]);
      for (Size g = 0; g < kGroups; ++g) sum[i][g] = madd(y, x[g], sum[i][g]);
    }
  }
  for (Size i = 0; i < kRows; ++i) {
    for (Size g = 0; g < kGroups; ++g) store(c + i * rowOfC + g * lanes, sum[i][g]);
  }
}

// `have` of the lines that begin at from, `line` apart and `step` from one number to the next, woven into
// panels of Width lines: number k of all of them, then number k + 1. Beyond the last line stand zeros.
template <Size Width, class Real>
void pack(const Real* from, Size line, Size step, Size have, Size count, Real* to) {
  for (; have >= Width; have -= Width, from += Width * line) {
    const Real* x = from;
    for (Size k = 0; k < count; ++k, x += step, to += Width) {
      for (Size i = 0; i < Width; ++i) to[i] = x[i * line];
    }
  }
  if (have == 0) return;
  std::fill_n(to, Width * count, Real{0});
  for (Size k = 0; k < count; ++k, from += step, to += Width) {
    for (Size i = 0; i < have; ++i) to[i] = from[i * line];
  }
}

// A tile at the edge of C, of which only some rows and columns are there.
template <class Real>
void edge(const Real* a, const Real* b, Size stepB, Real* c, Size rowOfC, Size inner, Size rows,
          Size columns) {
  Real whole[kRows * kWidth<Real>] = {};
  for (Size i = 0; i < rows; ++i) std::copy_n(c + i * rowOfC, columns, whole + i * kWidth<Real>);
  tile(a, b, stepB, whole, kWidth<Real>, inner);
  for (Size i = 0; i < rows; ++i) std::copy_n(whole + i * kWidth<Real>, columns, c + i * rowOfC);
}

Size roundedUp(Size n, Size to) {
  return (n + to - 1) / to * to;
}

template <class Real>
void byPanels(Strided<Real> a, Strided<Real> b, Real* c, Size rowOfC, Size m, Size n, Size inner) {
  constexpr Size width = kWidth<Real>;
  const Size deep = std::min(inner, kInner), wide = roundedUp(std::min(n, kAcross), width);
  const auto memory = std::make_unique_for_overwrite<Real[]>(
      static_cast<std::size_t>(deep * (wide + roundedUp(std::min(m, kDown), kRows))));
  Real *const panelsB = memory.get(), *const panelsA = panelsB + deep * wide;
  for (Size j0 = 0; j0 < n; j0 += kAcross) {
    const Size across = std::min(kAcross, n - j0);
    for (Size k0 = 0; k0 < inner; k0 += kInner) {
      const Size depth = std::min(kInner, inner - k0);
      // Where few rows meet it, and its own lie in one piece and not so far apart that they push each other
      // out of the cache, B stays where it is, but for the last columns.
      const bool stay = b.column == 1 && m <= kDown && depth * b.row <= kNear;
      const Size inPlace = stay ? across / width * width : 0;
      pack<width>(b.at(k0, j0 + inPlace), b.column, b.row, across - inPlace, depth, panelsB);
      for (Size i0 = 0; i0 < m; i0 += kDown) {
        const Size down = std::min(kDown, m - i0);
        pack<kRows>(a.at(i0, k0), a.row, a.column, down, depth, panelsA);
        for (Size j = 0; j < across; j += width) {
          const bool there = j < inPlace;
          const Real* const panel = there ? b.at(k0, j0 + j) : panelsB + (j - inPlace) * depth;
          const Size stepB = there ? b.row : width, columns = std::min(width, across - j);
          for (Size i = 0; i < down; i += kRows) {
            Real* const target = c + (i0 + i) * rowOfC + j0 + j;
            const Size rows = std::min(kRows, down - i);
            if (rows == kRows && columns == width) {
              tile(panelsA + i * depth, panel, stepB, target, rowOfC, depth);
            } else {
              edge(panelsA + i * depth, panel, stepB, target, rowOfC, depth, rows, columns);
            }
          }
        }
      }
    }
  }
}

}  // namespace

template <class Real>
void matrixProduct(Strided<Real> a, Strided<Real> b, Real* c, Size rowOfC, Size m, Size n, Size inner) {
  for (Size i = 0; i < m; ++i) std::fill_n(c + i * rowOfC, n, Real{0});
  addProduct(a, b, c, rowOfC, m, n, inner);
}

template <class Real>
void addProduct(Strided<Real> a, Strided<Real> b, Real* c, Size rowOfC, Size m, Size n, Size inner) {
  // In 64 bits: Size has 32 in the browser, which the product of three leaves from 1291 on.
  if (std::int64_t{m} * n * inner > kFew) return byPanels(a, b, c, rowOfC, m, n, inner);
  for (Size i = 0; i < m; ++i) {
    for (Size k = 0; k < inner; ++k) {
      const Real x = *a.at(i, k);
      for (Size j = 0; j < n; ++j) c[i * rowOfC + j] += x * *b.at(k, j);
    }
  }
}

template void matrixProduct(Strided<float>, Strided<float>, float*, Size, Size, Size, Size);
template void matrixProduct(Strided<double>, Strided<double>, double*, Size, Size, Size, Size);
template void addProduct(Strided<float>, Strided<float>, float*, Size, Size, Size, Size);
template void addProduct(Strided<double>, Strided<double>, double*, Size, Size, Size, Size);

}  // namespace nabla
