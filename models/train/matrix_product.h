// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/matrix_product.h
//
// The product of two small matrices. Debian's LibTorch multiplies fp32 matrices by a reference
// BLAS, an order of magnitude slower.

#ifndef SHARPSCALE_MODELS_TRAIN_MATRIX_PRODUCT_H_
#define SHARPSCALE_MODELS_TRAIN_MATRIX_PRODUCT_H_

namespace sharpscale {

constexpr int kMatrixBlock = 16;  // rows and columns come in multiples of this

// out[rows][columns] = a[rows][inner] * b[inner][columns]; row after row. `rows` and `columns` are
// multiples of kMatrixBlock. `out` is none of the others.
void MatrixProduct(const float* a, const float* b, int rows, int inner, int columns, float* out);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_MATRIX_PRODUCT_H_
