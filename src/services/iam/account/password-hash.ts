/**
 * Passwords at rest: scrypt with a salt for each, computed off the event loop. Form: `scrypt$N$salt$hash`, base64url.
 */
import { scrypt, timingSafeEqual } from "node:crypto";
import type { Random } from "../../../runtime/random.ts";

/** CPU and memory cost: 16 MiB and some 40 ms a password. */
const COST = 16_384;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST, text(salt), text(hash)].join("$");
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, cost, salt, hash] = stored.split("$");
  if (scheme !== "scrypt" || salt === undefined || hash === undefined) return false;
  const derived = await derive(password, Buffer.from(salt, "base64url"), Number(cost));
  return timingSafeEqual(derived, Buffer.from(hash, "base64url"));
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

function derive(password: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, { N: cost, maxmem: 64 * 1024 * 1024 }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
