/** Sizes of ML-KEM in bytes. @see https://doi.org/10.6028/NIST.FIPS.203, table 3 */
import type { MlKemSpec } from "./noble-jobs.ts";

export type { MlKemSpec } from "./noble-jobs.ts";

export const ML_KEM_BYTES: Readonly<Record<MlKemSpec, { readonly publicKey: number; readonly cipherText: number }>> = {
  ML_KEM_512: { publicKey: 800, cipherText: 768 },
  ML_KEM_768: { publicKey: 1184, cipherText: 1088 },
  ML_KEM_1024: { publicKey: 1568, cipherText: 1568 },
};
