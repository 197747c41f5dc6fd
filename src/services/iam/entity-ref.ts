/**
 * A user, group or role as a request names it, for operations that are the same for all three.
 */
import type { Reader } from "../../storage/record-store.ts";
import { unmodifiableRole } from "./errors.ts";
import { type EntityRecords, requireEntity } from "./store/entities.ts";
import type { EntityKind } from "./store/records.ts";
import { requireExistingUserName, requireGroupName, requireRoleName } from "./validation.ts";

export interface EntityRef<Kind extends EntityKind = EntityKind> {
  readonly kind: Kind;
  readonly name: string;
}

/** @throws {ServiceError} ValidationError */
export function requireEntityName({ kind, name }: EntityRef): void {
  if (kind === "user") requireExistingUserName(name);
  else if (kind === "group") requireGroupName(name);
  else requireRoleName(name);
}

/**
 * The entity, to be changed.
 *
 * @throws {ServiceError} NoSuchEntity; UnmodifiableEntity for a service-linked role
 */
export function requireModifiable<Kind extends EntityKind>(
  reader: Reader,
  accountId: string,
  { kind, name }: EntityRef<Kind>,
): EntityRecords[Kind] {
  const record = requireEntity(reader, accountId, kind, name);
  refuseServiceLinked(record);
  return record;
}

/** @throws {ServiceError} UnmodifiableEntity */
export function refuseServiceLinked(record: EntityRecords[EntityKind]): void {
  if ("linkedService" in record && record.linkedService !== undefined) throw unmodifiableRole(record.name);
}
