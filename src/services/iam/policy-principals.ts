/**
 * Names of users and roles in policies: ARNs on the way in become unique ids, and unique ids on the way out ARNs. See the port for why.
 *
 * An account of which this installation knows nothing is taken to have whatever is named, because it is somebody's real one; such names stay ARNs.
 */
import { renamePrincipals } from "../../auth/policy/rename-principals.ts";
import { formatArn, parseArn } from "../../kit/arn.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { Reader } from "../../storage/record-store.ts";
import { parseIamArn } from "./arns.ts";
import { findEntity } from "./store/entities.ts";
import { readGeneration } from "./store/generation.ts";
import { findPrincipalById, indexPrincipal, type KnownPrincipal } from "./store/principal-ids.ts";

export const policyPrincipals: PolicyPrincipals = {
  keep: (transaction, { text, kind, accountId }) =>
    renamePrincipals(text, kind, (name) => policyPrincipals.keepName(transaction, name, accountId)),
  show: (reader, text) => renamePrincipals(text, "stored", (name) => policyPrincipals.showName(reader, name)),
  keepName(transaction, name, accountId) {
    if (ID.test(name)) return findPrincipalById(transaction, name) === undefined ? undefined : name;
    const named = readName(name);
    if (named === undefined) return name;
    const id = findId(transaction, named);
    if (id !== undefined) {
      indexPrincipal(transaction, id, named);
      return keptForm(id, named);
    }
    const isKnownAccount = named.accountId === accountId || readGeneration(transaction, named.accountId) > 0;
    return isKnownAccount ? undefined : name;
  },
  keptName(reader, name) {
    const named = readName(name);
    const id = named === undefined ? undefined : findId(reader, named);
    return named === undefined || id === undefined ? name : keptForm(id, named);
  },
  showName(reader, name) {
    const [id = "", session] = name.split(":", 2);
    const found = ID.test(id) ? findPrincipalById(reader, id) : undefined;
    if (found === undefined) return name;
    if (session === undefined) return found.arn;
    const resource = `assumed-role/${found.name}/${session}`;
    return formatArn({ service: "sts", region: "", accountId: found.accountId, resource });
  },
};

const ID = /^(?:AIDA|AROA)[A-Z0-9]+$/;

interface Named extends KnownPrincipal {
  /** Undefined in the ARN of a session, which has none. */
  readonly path: string | undefined;
  readonly session: string | undefined;
}

/** Users, roles and sessions of roles; everybody else has one name only. */
function readName(text: string): Named | undefined {
  const { accountId, kind, path, name } = parseIamArn(text) ?? {};
  if (accountId !== undefined && name !== undefined && (kind === "user" || kind === "role"))
    return { accountId, kind, name, path, session: undefined };
  const arn = parseArn(text);
  const [, role, session] = /^assumed-role\/([^/]+)\/([^/]+)$/.exec(arn?.service === "sts" ? arn.resource : "") ?? [];
  if (arn === undefined || role === undefined) return undefined;
  return { accountId: arn.accountId, kind: "role", name: role, path: undefined, session };
}

/** ARNs are compared with case, unlike the names of users and roles. */
function findId(reader: Reader, { accountId, kind, name, path }: Named): string | undefined {
  const found = findEntity(reader, accountId, kind, name);
  return found?.name === name && (path ?? found.path) === found.path ? found.id : undefined;
}

const keptForm = (id: string, { session }: Named): string => (session === undefined ? id : `${id}:${session}`);
