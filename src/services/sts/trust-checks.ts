/**
 * What a caller must be allowed in order to get a role's session: the operation's own action, and `sts:TagSession` and `sts:SetSourceIdentity`
 * when the session will have tags or a source identity, passed now or inherited in a chain of roles. All are asked of the same role with the
 * same condition keys, because they are one request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html (read 2026-11-23)
 */
import type { Session } from "../../auth/principal.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import { inheritedTags, type PassedTags, tagConditions } from "./session-tags.ts";

export interface Assumption extends PassedTags {
  /** `sts:AssumeRole` or a sister. */
  readonly action: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** Passed now. */
  readonly sourceIdentity?: string | undefined;
  /** The session that calls; undefined for long-term credentials. */
  readonly calling?: Session | undefined;
  /** Further condition keys of this kind of assumption. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
}

export function trustChecks(assumption: Assumption): readonly AccessCheck[] {
  const { action, roleArn, sessionName, calling } = assumption;
  const sourceIdentity = assumption.sourceIdentity ?? calling?.sourceIdentity;
  const conditions = {
    "sts:RoleSessionName": sessionName,
    ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
    ...tagConditions(assumption),
    ...assumption.conditions,
  };
  const hasTags = (assumption.Tags ?? []).length > 0 || Object.keys(inheritedTags(calling).tags).length > 0;
  const actions = [
    action,
    ...(hasTags ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
  return actions.map((each) => ({ action: each, resource: roleArn, conditions }));
}
