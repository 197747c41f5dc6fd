/**
 * Makes what a seed file names, or brings it to what the file says: through the very handlers that answer IAM's operations, called as the root user
 * of each account. Applying the same file again changes nothing. What the file does not name stays as it is.
 */
import type { Runtime } from "../../runtime/runtime.ts";
import { createAccountAlias } from "../../services/iam/account/operations/create-account-alias.ts";
import { findAlias } from "../../services/iam/account/aliases.ts";
import type { Iam } from "../../services/iam/iam.ts";
import { createSeedCaller } from "./seed-caller.ts";
import { setKey } from "./seed-keys.ts";
import { seedOrganization } from "./seed-organizations.ts";
import { seedGroup, seedPolicy, seedRole, seedUser } from "./seed-principals.ts";
import { writeProfile } from "./account-profiles.ts";
import type { Seed, SeedAccount } from "./seed-file.ts";

/** @throws {ConfigError} for the first thing that cannot be made, with its place in the file */
export async function applySeed(
  seed: Seed,
  { iam, runtime }: { readonly iam: Iam; readonly runtime: Runtime },
): Promise<void> {
  for (const account of seed.accounts) await seedAccount(iam, runtime, account);
  for (const organization of seed.organizations) await seedOrganization(iam.records, runtime, organization);
  const count = seed.accounts.reduce((sum, { users, roles }) => sum + users.length + roles.length, 0);
  runtime.log.info("the seed file was applied", { accounts: seed.accounts.length, principals: count });
}

async function seedAccount(iam: Iam, runtime: Runtime, account: SeedAccount): Promise<void> {
  const caller = createSeedCaller(iam, runtime, account.id);
  const { displayName, email, canonicalId, s3Defaults, alias } = account;
  const profile = { displayName, email, canonicalId, s3Defaults };
  if (Object.values(profile).some((member) => member !== undefined))
    await writeProfile(iam.records, account.id, profile);
  if (alias !== undefined && (await iam.records.read((reader) => findAlias(reader, account.id))) !== alias)
    await caller.call(createAccountAlias, { AccountAlias: alias }, `${account.at} (alias)`);
  for (const key of account.rootKeys) await setKey(caller, key, undefined);
  // Policies come first, because the others may name them; then groups, because users may be in them.
  for (const policy of account.policies) await seedPolicy(caller, policy);
  for (const group of account.groups) await seedGroup(caller, group);
  for (const user of account.users) await seedUser(caller, user);
  for (const role of account.roles) await seedRole(caller, role);
}
