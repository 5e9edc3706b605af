// Made by derive_exp.py: do not edit.
#include "exponential.h"

namespace nabla {

// clang-format off
// e^r within 3.0e-9 of itself before rounding.
const ExpConstants<float> kExpFloat{
    -104.0f,
    89.0f,
    -0x1.601e68p+6f,
    87,
    10,
    0x1.715476p+0f,
    0x1.800000p+23f,
    -0x1.62e400p-1f,
    -0x1.7f7d1cp-20f,
    {
        0x1.fffffcp-2f,
        0x1.555492p-3f,
        0x1.5558f0p-5f,
        0x1.123988p-7f,
        0x1.6a24cap-10f,
    },
};

// e^r within 3.6e-18 of itself before rounding.
const ExpConstants<double> kExpDouble{
    -746,
    710,
    -0x1.628b76e3a7b61p+9,
    708,
    20,
    0x1.71547652b82fep+0,
    0x1.800000p+52,
    -0x1.62e42fefa3800p-1,
    -0x1.ef35793c76730p-45,
    {
        0x1.000000000000ap-1,
        0x1.55555555554fap-3,
        0x1.55555555508d9p-5,
        0x1.1111111127a2ap-7,
        0x1.6c16c18414313p-10,
        0x1.a01a012ac3e8fp-13,
        0x1.a0199a4b559b2p-16,
        0x1.71df24c1c676dp-19,
        0x1.28ad35bf1bac1p-22,
        0x1.ad7fb65000892p-26,
    },
};
// clang-format on

}  // namespace nabla
