/**
 * How a bucket is served as a website.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html (read 2026-11-29)
 */
import type { RedirectAllRequestsTo, RoutingRule as RoutingRuleInput, WebsiteConfiguration } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";

export type Scheme = "http" | "https";

export interface RoutingRule {
  /** Both must hold when both are given; none means every request. */
  readonly keyPrefix?: string | undefined;
  readonly errorStatus?: number | undefined;
  readonly redirect: {
    readonly hostName?: string | undefined;
    readonly scheme?: Scheme | undefined;
    readonly status?: number | undefined;
    readonly replaceKeyPrefixWith?: string | undefined;
    readonly replaceKeyWith?: string | undefined;
  };
}

export interface Website {
  readonly redirectAllTo?: { readonly hostName: string; readonly scheme?: Scheme | undefined } | undefined;
  readonly indexSuffix?: string | undefined;
  readonly errorKey?: string | undefined;
  readonly rules?: readonly RoutingRule[] | undefined;
}

export const website: BucketConfiguration<Website> = bucketConfiguration("website");

const RULES_MAX = 50;

/**
 * AWS: the words and their order are those of localstack/localstack (services/s3/validation.py and its recorded tests).
 *
 * @throws {InvalidArgument} 400  @throws {InvalidRequest} 400  @throws {MalformedXML} 400
 */
export function parseWebsite(input: WebsiteConfiguration): Website {
  if (input.RedirectAllRequestsTo !== undefined) return parseRedirectAll(input, input.RedirectAllRequestsTo);
  if (input.IndexDocument === undefined) {
    const message = "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty";
    throw invalidArgument(message, "IndexDocument", "null");
  }
  const suffix: string | undefined = input.IndexDocument.Suffix;
  if (suffix === undefined || suffix === "" || suffix.includes("/"))
    throw invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix ?? "");
  const errorKey: string | undefined = input.ErrorDocument?.Key;
  if (input.ErrorDocument !== undefined && (errorKey === undefined || errorKey === "")) throw malformedXml();
  const rules = input.RoutingRules ?? [];
  if (rules.length > RULES_MAX)
    throw invalidRequest(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${RULES_MAX}.`,
    );
  return { indexSuffix: suffix, errorKey, rules: rules.length === 0 ? undefined : rules.map(parseRule) };
}

function parseRedirectAll(input: WebsiteConfiguration, redirect: RedirectAllRequestsTo): Website {
  const others = [input.IndexDocument, input.ErrorDocument, input.RoutingRules];
  if (others.some((other) => other !== undefined)) {
    const message = "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.";
    throw invalidArgument(message, "RedirectAllRequestsTo", "not null");
  }
  const hostName: string | undefined = redirect.HostName;
  if (hostName === undefined || hostName === "") throw malformedXml();
  return { redirectAllTo: { hostName, scheme: parseScheme(redirect.Protocol) } };
}

function parseScheme(text: string | undefined): Scheme | undefined {
  if (text === undefined || text === "http" || text === "https") return text;
  throw invalidRequest(
    "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.",
  );
}

function parseRule(rule: RoutingRuleInput): RoutingRule {
  const { Condition: condition, Redirect: redirect } = rule;
  if (redirect === undefined) throw malformedXml();
  if (redirect.ReplaceKeyPrefixWith !== undefined && redirect.ReplaceKeyWith !== undefined)
    throw invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
  if (
    condition !== undefined &&
    condition.KeyPrefixEquals === undefined &&
    condition.HttpErrorCodeReturnedEquals === undefined
  ) {
    throw invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  }
  return {
    keyPrefix: condition?.KeyPrefixEquals,
    errorStatus: parseStatus(condition?.HttpErrorCodeReturnedEquals, {
      isValid: (status) => status >= 400 && status <= 599,
      refusal: (text) => `The provided HTTP error code (${text}) is not valid. Valid codes are 4XX or 5XX.`,
    }),
    redirect: {
      hostName: redirect.HostName,
      scheme: parseScheme(redirect.Protocol),
      status: parseStatus(redirect.HttpRedirectCode, {
        isValid: (status) => status > 300 && status <= 399,
        refusal: (text) => `The provided HTTP redirect code (${text}) is not valid. Valid codes are 3XX except 300.`,
      }),
      replaceKeyPrefixWith: redirect.ReplaceKeyPrefixWith,
      replaceKeyWith: redirect.ReplaceKeyWith,
    },
  };
}

interface StatusRule {
  readonly isValid: (status: number) => boolean;
  readonly refusal: (text: string) => string;
}

function parseStatus(text: string | undefined, { isValid, refusal }: StatusRule): number | undefined {
  if (text === undefined) return undefined;
  const status = /^\d{3}$/.test(text) ? Number(text) : 0;
  if (!isValid(status)) throw invalidRequest(refusal(text));
  return status;
}

export function showWebsite(site: Website): WebsiteConfiguration {
  if (site.redirectAllTo !== undefined)
    return { RedirectAllRequestsTo: { HostName: site.redirectAllTo.hostName, Protocol: site.redirectAllTo.scheme } };
  return {
    IndexDocument: { Suffix: site.indexSuffix },
    ErrorDocument: site.errorKey === undefined ? undefined : { Key: site.errorKey },
    RoutingRules: site.rules?.map(showRule),
  };
}

function showRule({ keyPrefix, errorStatus, redirect }: RoutingRule): RoutingRuleInput {
  const hasCondition = keyPrefix !== undefined || errorStatus !== undefined;
  return {
    Condition: hasCondition
      ? { KeyPrefixEquals: keyPrefix, HttpErrorCodeReturnedEquals: textOf(errorStatus) }
      : undefined,
    Redirect: {
      HostName: redirect.hostName,
      Protocol: redirect.scheme,
      HttpRedirectCode: textOf(redirect.status),
      ReplaceKeyPrefixWith: redirect.replaceKeyPrefixWith,
      ReplaceKeyWith: redirect.replaceKeyWith,
    },
  };
}

function textOf(status: number | undefined): string | undefined {
  return status === undefined ? undefined : String(status);
}
