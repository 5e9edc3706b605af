#include "losses.h"

#include <algorithm>
#include <cmath>

#include "real_functions.h"

namespace nabla {
namespace {

// max z + log Σ e^(z − max z) of one sample, and its softmax into gradient.
double logSumExp(const double* z, double* softmax, Index outputs, Index stride) {
  double most = z[0], sum = 0;
  for (Index i = 1; i < outputs; ++i) most = std::max(most, z[i * stride]);
  for (Index i = 0; i < outputs; ++i) sum += softmax[i * stride] = std::exp(z[i * stride] - most);
  for (Index i = 0; i < outputs; ++i) softmax[i * stride] /= sum;
  return most + std::log(sum);
}

}  // namespace

Loss parseLoss(const std::string& name) {
  if (name == "mse") return Loss::mse;
  if (name == "bce") return Loss::bce;
  if (name == "cross_entropy") return Loss::cross_entropy;
  refuse<InvalidArgument>("loss must be mse, bce or cross_entropy, not ", name);
}

double lossOf(Loss loss, const double* out, const double* target, double* gradient, Index outputs,
              Index samples, Index stride) {
  const double count = static_cast<double>(loss == Loss::cross_entropy ? samples : samples * outputs);
  double total = 0;
  for (Index s = 0; s < samples; ++s) {
    double normaliser = 0, mass = 0;
    if (loss == Loss::cross_entropy) {
      normaliser = logSumExp(out + s, gradient + s, outputs, stride);
      for (Index i = 0; i < outputs; ++i) mass += target[i * stride + s];
    }
    for (Index i = 0; i < outputs; ++i) {
      const double z = out[i * stride + s], y = target[i * stride + s];
      double& g = gradient[i * stride + s];
      if (loss == Loss::mse) {
        total += (z - y) * (z - y);
        g = 2 * (z - y) / count;
      } else if (loss == Loss::bce) {
        total += softplus(z) - y * z;
        g = (sigmoid(z) - y) / count;
      } else {
        total += y * (normaliser - z);
        g = (mass * g - y) / count;
      }
    }
  }
  return total / count;
}

}  // namespace nabla
