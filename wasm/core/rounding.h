// Arithmetic formats narrower than float64, emulated by rounding a float64 after every operation.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// Rounding a float64 result of one +, -, *, / or sqrt of two numbers of the format equals computing in the
// format itself: float64 carries at least 2p + 2 bits of each p here, so the second rounding is harmless
// (Figueroa 1995).
enum class Format { float64, float32, float16, bfloat16 };

// One of "float64", "float32", "float16", "bfloat16"; throws InvalidArgument for anything else.
Format parseFormat(const std::string& name);

// The nearest number of the format, ties to even, with gradual underflow; beyond the largest number by half a
// unit or more it is infinite (float16: from 65520 on; 65504 is the largest). NaN, infinities and signed
// zeros pass.
//   float16: 11 bits, exponents -14..15, least 2^-24.   bfloat16: 8 bits, exponents -126..127, least 2^-133.
// Rounds once, straight from float64. (PyTorch converts float64 to float16 by way of float32, which can round
// twice; for values that are float32 already, both agree on every bit.)
double roundTo(Format format, double x);

// Entry by entry.
Matrix roundTo(Format format, const Matrix& a);

// The distance from 1 to the next number of the format: 2^-52, 2^-23, 2^-10, 2^-7.
double formatEpsilon(Format format);

}  // namespace nabla
