/**
 * Roles for services: a crawler or a container acts as the role it was given, when the role's trust policy lets the service have it. One session is
 * made for each use, and so is what the trust policy decides.
 */
import { AuthError } from "../../kit/errors.ts";
import type { AssumedRolePrincipal } from "../../auth/principal.ts";
import type { Authorizer } from "../../auth/authorize.ts";
import type { Identities } from "../../kit/ports/identities.ts";
import type { RoleCredentials } from "../../kit/ports/role-credentials.ts";
import type { RoleSessions, ServiceAssumption } from "../../kit/ports/role-sessions.ts";
import { mayNotAssume } from "./errors.ts";
import { findRole } from "./find-role.ts";
import { issueCredentials, type Issuer, newRoleSession, startSession } from "./issue-credentials.ts";
import { ROLE_SECONDS, SERVICE_ROLE_SECONDS } from "./limits.ts";
import { trustChecks } from "./trust-checks.ts";

export interface RoleSessionDependencies extends Issuer {
  readonly identities: Identities;
  readonly authorizer: Authorizer;
  /** Where services act: the Region of the configuration. */
  readonly region: string;
}

export function createRoleSessions(dependencies: RoleSessionDependencies): RoleSessions & RoleCredentials {
  return {
    assumeForService: (assumption) => assume(dependencies, assumption, ROLE_SECONDS.usual),
    async issue(assumption) {
      const principal = await assume(dependencies, assumption, SERVICE_ROLE_SECONDS);
      const { Credentials } = issueCredentials(dependencies, principal);
      return {
        accessKeyId: Credentials.AccessKeyId ?? "",
        secretAccessKey: Credentials.SecretAccessKey ?? "",
        sessionToken: Credentials.SessionToken ?? "",
        issuedMs: principal.session.issuedMs,
        expiresMs: principal.session.expiresMs,
      };
    },
  };
}

async function assume(
  dependencies: RoleSessionDependencies,
  { roleArn, service, sessionName, sourceArn, sourceAccountId }: ServiceAssumption,
  seconds: number,
): Promise<AssumedRolePrincipal> {
  const { identities, authorizer, runtime, region } = dependencies;
  const role = await findRole(identities, roleArn);
  if (role === undefined) throw mayNotAssume(service, roleArn);
  const caller = {
    principal: { type: "service", service, accountId: sourceAccountId },
    accountId: role.accountId,
    region,
  } as const;
  const checks = trustChecks({
    action: "sts:AssumeRole",
    roleArn,
    sessionName,
    conditions: {
      "aws:SourceAccount": sourceAccountId,
      ...(sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn }),
    },
  });
  try {
    await authorizer.authorize(caller, checks, "query");
  } catch (error) {
    // AWS: the words are the same for a role that is not there.
    if (error instanceof AuthError) throw mayNotAssume(service, roleArn);
    throw error;
  }
  const nowMs = runtime.clock.nowMs();
  const assumed = newRoleSession(dependencies, role, { sessionName, session: startSession(nowMs, { seconds }) });
  identities.noteUse(assumed, { service: "sts", region, nowMs });
  return assumed;
}
