/**
 * What of an ID token trust policies may ask: `<provider>:sub`, `:aud`, `:oaud`, `:amr`, and the claims of a few well-known providers. The names are
 * those of the service authorization reference; a claim that is not listed there is no condition key, as on AWS.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif (read 2026-11-23)
 */
import type { IdToken } from "./id-token.ts";

type Conditions = Record<string, string | readonly string[]>;

const GITHUB = [
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "repository_owner_id",
  "workflow",
];
const GITLAB = [
  "namespace_id",
  "pipeline_source",
  "project_id",
  "ref_protected",
  "runner_environment",
  "user_access_level",
  "user_email",
  "user_id",
  "user_login",
];
const BUILDKITE = [
  "build_branch",
  "cluster_id",
  "cluster_name",
  "organization_id",
  "organization_slug",
  "pipeline_id",
  "pipeline_slug",
];

/** By the provider's URL without its scheme. */
const PROVIDER_CLAIMS: readonly (readonly [provider: RegExp, claims: readonly string[]])[] = [
  [/^token\.actions\.(?:githubusercontent|[a-z0-9-]+\.ghe)\.com(?:\/|$)/, GITHUB],
  [/^github\.com\/enterprises\//, GITHUB],
  [/^gitlab\.com$/, GITLAB],
  [/^agent\.(?:buildkite\.com|[a-z0-9-]+\.buildkite\.(?:dev|site))$/, BUILDKITE],
  [/^oidc\.circleci\.com\/org\//, ["oidc.circleci.com/project-id"]],
  [/^accounts\.google\.com$/, ["google/organization_number"]],
  [/^idcs-[a-z0-9]+\.identity\.oraclecloud\.com$/, ["rpst_id"]],
];

/**
 * @param provider URL without its scheme
 * @param audience the one that was accepted: `azp` where the token has one
 */
export function tokenConditions(token: IdToken, provider: string, audience: string): Conditions {
  const listed = PROVIDER_CLAIMS.find(([pattern]) => pattern.test(provider))?.[1] ?? [];
  const conditions: Conditions = {
    [`${provider}:sub`]: token.subject,
    [`${provider}:aud`]: audience,
  };
  if (token.authorizedParty !== undefined) conditions[`${provider}:oaud`] = token.audiences;
  for (const claim of ["amr", ...listed]) {
    const value = textOf(token.claims[claim]);
    if (value !== undefined) conditions[`${provider}:${claim}`] = value;
  }
  return conditions;
}

function textOf(value: unknown): string | readonly string[] | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return undefined;
  return value.filter((member): member is string => typeof member === "string");
}

export interface TokenTags {
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly TransitiveTagKeys: readonly string[];
}

const TAGS_CLAIM = "https://aws.amazon.com/tags";
const NO_TAGS: TokenTags = { Tags: [], TransitiveTagKeys: [] };

/**
 * Session tags in the claim `https://aws.amazon.com/tags`: `{"principal_tags": {"Project": ["Automation"]}, "transitive_tag_keys": ["Project"]}`; also in
 * the flat form, where the claim's name is followed by `/principal_tags/Project`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp (read 2026-11-23)
 * @returns undefined when the claim has another form
 */
export function tokenTags({ claims }: IdToken): TokenTags | undefined {
  const nested = claims[TAGS_CLAIM];
  const { principal_tags: principalTags = {}, transitive_tag_keys: transitive = [] } = isObject(nested) ? nested : {};
  const flat = Object.entries(claims).flatMap(([name, value]) =>
    name.startsWith(`${TAGS_CLAIM}/principal_tags/`)
      ? [[name.slice(`${TAGS_CLAIM}/principal_tags/`.length), value] as const]
      : [],
  );
  const flatTransitive = claims[`${TAGS_CLAIM}/transitive_tag_keys`] ?? [];
  if (nested === undefined && flat.length === 0) return NO_TAGS;
  if (nested !== undefined && (!isObject(nested) || !isObject(principalTags))) return undefined;
  const tags = [...Object.entries(principalTags as object), ...flat].map(([Key, value]) => ({
    Key,
    // AWS: a tag has one value; it comes as a list of one.
    Value: Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value,
  }));
  const keys = [transitive, flatTransitive].flat();
  const isGood = tags.every(({ Value }) => typeof Value === "string") && keys.every((key) => typeof key === "string");
  return isGood ? { Tags: tags as TokenTags["Tags"], TransitiveTagKeys: keys as string[] } : undefined;
}

/** AWS: the claim `https://aws.amazon.com/source_identity`. */
export function tokenSourceIdentity({ claims }: IdToken): string | undefined {
  const value = claims["https://aws.amazon.com/source_identity"];
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
