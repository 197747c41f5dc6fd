/**
 * Makes what a seed file names, or brings it to what the file says: through the very handlers that answer IAM's operations, called as the root user
 * of each account. Applying the same file again changes nothing. What the file does not name stays as it is.
 */
import { rootPrincipal } from "../../auth/credentials.ts";
import { ConfigError, ServiceError } from "../../kit/errors.ts";
import type { RequestContext } from "../../kit/context.ts";
import type { InputOf, OperationName } from "../../kit/operation.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { createAccountAlias } from "../../services/iam/account/operations/create-account-alias.ts";
import { findAlias } from "../../services/iam/account/aliases.ts";
import type { Iam, IamOperation, IamSdk } from "../../services/iam/iam.ts";
import { setKey } from "./seed-keys.ts";
import { seedGroup, seedPolicy, seedRole, seedUser } from "./seed-principals.ts";
import { writeProfile } from "./account-profiles.ts";
import type { Seed, SeedAccount } from "./seed-file.ts";

/** Calls operations in the name of one account's root user. */
export interface SeedCaller {
  readonly iam: Iam;
  readonly accountId: string;
  /** @throws {ConfigError} what the operation refuses, with the place in the file */
  call<Name extends OperationName<IamSdk> & string>(
    operation: IamOperation<Name>,
    input: InputOf<IamSdk, Name>,
    at: string,
  ): Promise<void>;
}

/** @throws {ConfigError} for the first thing that cannot be made, with its place in the file */
export async function applySeed(
  seed: Seed,
  { iam, runtime }: { readonly iam: Iam; readonly runtime: Runtime },
): Promise<void> {
  for (const account of seed.accounts) await seedAccount(iam, runtime, account);
  const count = seed.accounts.reduce((sum, { users, roles }) => sum + users.length + roles.length, 0);
  runtime.log.info("the seed file was applied", { accounts: seed.accounts.length, principals: count });
}

async function seedAccount(iam: Iam, runtime: Runtime, account: SeedAccount): Promise<void> {
  const caller = createCaller(iam, runtime, account.id);
  const { displayName, canonicalId, alias } = account;
  if (displayName !== undefined || canonicalId !== undefined)
    await writeProfile(iam.records, account.id, { displayName, canonicalId });
  if (alias !== undefined && (await iam.records.read((reader) => findAlias(reader, account.id))) !== alias)
    await caller.call(createAccountAlias, { AccountAlias: alias }, `${account.at} (alias)`);
  for (const key of account.rootKeys) await setKey(caller, key, undefined);
  // Policies come first, because the others may name them; then groups, because users may be in them.
  for (const policy of account.policies) await seedPolicy(caller, policy);
  for (const group of account.groups) await seedGroup(caller, group);
  for (const user of account.users) await seedUser(caller, user);
  for (const role of account.roles) await seedRole(caller, role);
}

function createCaller(iam: Iam, runtime: Runtime, accountId: string): SeedCaller {
  const context = seedContext(runtime, accountId);
  return {
    iam,
    accountId,
    async call(operation, input, at) {
      try {
        operation.validate?.(input);
        await operation.handle(input, context, iam);
      } catch (cause) {
        if (!(cause instanceof ServiceError)) throw cause;
        throw new ConfigError(`the seed file cannot be applied: ${at}: ${cause.code}: ${cause.message}`, { cause });
      }
    },
  };
}

function seedContext(runtime: Runtime, accountId: string): RequestContext {
  return {
    principal: rootPrincipal(accountId, "seed"),
    accountId,
    region: "us-east-1",
    requestId: runtime.ids.uuid(),
    nowMs: runtime.clock.nowMs(),
    headers: { get: () => undefined, has: () => false, entries: () => [] },
    rawQuery: "",
    method: "POST",
    trailers: new Map(),
    bodyBytes: undefined,
    scheme: "http",
    host: "localhost",
    sourceIp: "127.0.0.1",
    signal: new AbortController().signal,
    log: runtime.log,
  };
}
