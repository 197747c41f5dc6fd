/** Which keys rotate, and what rotation operations refuse. */
import { originRefused, unsupported } from "../errors.ts";
import type { FoundKey } from "./find-key.ts";

/** @throws {ServiceError} UnsupportedOperationException for keys that cannot rotate at all */
export function requireSymmetricKey({ arn, backing }: FoundKey): void {
  if (backing.spec !== "SYMMETRIC_DEFAULT")
    throw unsupported(`${arn} key spec is ${backing.spec} which is not valid for this operation.`);
}

/** @throws {ServiceError} UnsupportedOperationException */
export function requireOwnMaterial({ arn, backing }: FoundKey): void {
  if (backing.origin === "EXTERNAL") throw originRefused(arn, backing.origin);
}

/** AWS: rotation is a shared property, set on the primary key. @throws {ServiceError} UnsupportedOperationException */
export function requirePrimary({ arn, place, backing }: FoundKey): void {
  if (backing.multiRegion !== undefined && backing.multiRegion.primary !== place.region)
    throw unsupported(`${arn} is a replica key: this operation is valid for the primary key only.`);
}
