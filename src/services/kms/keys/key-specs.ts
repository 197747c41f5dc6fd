/**
 * Key specs: what each kind of key may be used for, with which algorithms, and how much it can encrypt.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html (read 2026-11-23)
 */
import type {
  DataKeyPairSpec,
  EncapsulationAlgorithmSpec,
  EncryptionAlgorithmSpec,
  GrantOperation,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from "@aws-sdk/client-kms";

/** Specs that this Region offers; SM2 is of China Regions alone. */
export type OfferedSpec = Exclude<KeySpec, "SM2">;

export interface SpecFacts {
  readonly family: "symmetric" | "hmac" | "rsa" | "ecc" | "ed25519" | "ml-dsa" | "ml-kem";
  readonly usages: readonly KeyUsageType[];
  readonly encryption?: readonly EncryptionAlgorithmSpec[];
  readonly signing?: readonly SigningAlgorithmSpec[];
  readonly mac?: readonly MacAlgorithmSpec[];
  readonly encapsulation?: readonly EncapsulationAlgorithmSpec[];
  /** RSA modulus, or bits of a MAC key. */
  readonly bits?: number;
  /** OpenSSL's name of the curve. */
  readonly curve?: string;
}

const RSA_SIGNING = [
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
] as const;

const rsa = (bits: number): SpecFacts => ({
  family: "rsa",
  usages: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  encryption: ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
  signing: RSA_SIGNING,
  bits,
});
const nist = (curve: string, algorithm: SigningAlgorithmSpec): SpecFacts => ({
  family: "ecc",
  usages: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  signing: [algorithm],
  curve,
});
const hmac = (bits: number, algorithm: MacAlgorithmSpec): SpecFacts => ({
  family: "hmac",
  usages: ["GENERATE_VERIFY_MAC"],
  mac: [algorithm],
  bits,
});
const mlDsa: SpecFacts = { family: "ml-dsa", usages: ["SIGN_VERIFY"], signing: ["ML_DSA_SHAKE_256"] };
const mlKem: SpecFacts = { family: "ml-kem", usages: ["ENCAPSULATE_DECAPSULATE"], encapsulation: ["ML_KEM"] };

const SPECS: Readonly<Record<OfferedSpec, SpecFacts>> = {
  SYMMETRIC_DEFAULT: {
    family: "symmetric",
    usages: ["ENCRYPT_DECRYPT"],
    encryption: ["SYMMETRIC_DEFAULT"],
    bits: 256,
  },
  HMAC_224: hmac(224, "HMAC_SHA_224"),
  HMAC_256: hmac(256, "HMAC_SHA_256"),
  HMAC_384: hmac(384, "HMAC_SHA_384"),
  HMAC_512: hmac(512, "HMAC_SHA_512"),
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: nist("prime256v1", "ECDSA_SHA_256"),
  ECC_NIST_P384: nist("secp384r1", "ECDSA_SHA_384"),
  ECC_NIST_P521: nist("secp521r1", "ECDSA_SHA_512"),
  ECC_SECG_P256K1: { family: "ecc", usages: ["SIGN_VERIFY"], signing: ["ECDSA_SHA_256"], curve: "secp256k1" },
  ECC_NIST_EDWARDS25519: {
    family: "ed25519",
    usages: ["SIGN_VERIFY"],
    signing: ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
  },
  ML_DSA_44: mlDsa,
  ML_DSA_65: mlDsa,
  ML_DSA_87: mlDsa,
  ML_KEM_512: mlKem,
  ML_KEM_768: mlKem,
  ML_KEM_1024: mlKem,
};

export const KEY_SPECS = [...(Object.keys(SPECS) as OfferedSpec[]), "SM2"] as readonly KeySpec[];
export const DATA_KEY_PAIR_SPECS = KEY_SPECS.filter(
  (spec) => !/^(?:SYMMETRIC|HMAC|ML_DSA)/.test(spec),
) as readonly DataKeyPairSpec[];

export function factsOfSpec(spec: KeySpec): SpecFacts {
  return SPECS[spec as OfferedSpec];
}

export function isAsymmetric(spec: KeySpec): boolean {
  const { family } = factsOfSpec(spec);
  return family !== "symmetric" && family !== "hmac";
}

/** Bytes that a key can encrypt at once. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export function plaintextBytesMax(spec: KeySpec, algorithm: EncryptionAlgorithmSpec): number {
  const modulusBytes = (factsOfSpec(spec).bits ?? 0) / 8;
  const hashBytes = algorithm === "RSAES_OAEP_SHA_1" ? 20 : 32;
  return modulusBytes - 2 * hashBytes - 2;
}

const OF_EVERY_KEY: readonly GrantOperation[] = ["CreateGrant", "DescribeKey", "RetireGrant"];
const OF_USAGE: Readonly<Record<KeyUsageType, readonly GrantOperation[]>> = {
  ENCRYPT_DECRYPT: ["Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo"],
  SIGN_VERIFY: ["Sign", "Verify"],
  GENERATE_VERIFY_MAC: ["GenerateMac", "VerifyMac"],
  KEY_AGREEMENT: ["DeriveSharedSecret"],
  ENCAPSULATE_DECAPSULATE: ["Encapsulate", "Decapsulate"],
};
const OF_SYMMETRIC: readonly GrantOperation[] = [
  "GenerateDataKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateDataKeyWithoutPlaintext",
];

/** What a grant for such a key may allow. @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations */
export function grantOperationsOf(spec: KeySpec, usage: KeyUsageType): readonly GrantOperation[] {
  const special: readonly GrantOperation[] =
    spec === "SYMMETRIC_DEFAULT" ? OF_SYMMETRIC : isAsymmetric(spec) ? ["GetPublicKey"] : [];
  return [...OF_EVERY_KEY, ...OF_USAGE[usage], ...special];
}
