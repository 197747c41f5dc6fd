/**
 * Secrets at rest: access keys, KMS key material, session tokens are stored sealed by the root key of this installation (`app/root-key.ts`).
 */
export interface Sealer {
  /** AES-256-GCM under a key derived for `purpose`; `binding` is authenticated and must be given again to open. */
  seal(purpose: string, plaintext: Uint8Array, binding?: string): Uint8Array;
  /** Undefined when the bytes were not sealed here for this purpose and binding, or were changed. */
  open(purpose: string, sealed: Uint8Array, binding?: string): Uint8Array | undefined;
}
