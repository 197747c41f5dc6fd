/**
 * The CORS rules of a bucket: what pages of other origins may ask of it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html (read 2026-11-29)
 */
import type { CORSRule } from "@aws-sdk/client-s3";
import { invalidRequest, malformedXml } from "../errors.ts";
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";

export interface CorsRule {
  readonly id?: string | undefined;
  readonly methods: readonly string[];
  readonly origins: readonly string[];
  readonly headers?: readonly string[] | undefined;
  readonly exposedHeaders?: readonly string[] | undefined;
  readonly maxAgeSeconds?: number | undefined;
}

export interface CorsRules {
  readonly rules: readonly CorsRule[];
}

export const corsRules: BucketConfiguration<CorsRules> = bucketConfiguration("cors");

const RULES_MAX = 100;
const ID_LENGTH_MAX = 255;
const METHODS = new Set(["GET", "PUT", "POST", "DELETE", "HEAD"]);

/**
 * AWS: the words are those recorded in localstack/localstack tests/aws/services/s3/test_s3_cors.snapshot.json and ceph/s3-tests.
 *
 * @throws {MalformedXML} 400 for no rule or too many, or a rule without methods or origins
 * @throws {InvalidRequest} 400 for another method or too many wildcards
 */
export function parseCorsRules(rules: readonly CORSRule[] | undefined): CorsRules {
  if (rules === undefined || rules.length === 0 || rules.length > RULES_MAX) throw malformedXml();
  return { rules: rules.map(parseRule) };
}

function parseRule(rule: CORSRule): CorsRule {
  const { AllowedMethods: methods = [], AllowedOrigins: origins = [], AllowedHeaders: headers } = rule;
  if (methods.length === 0 || origins.length === 0) throw malformedXml();
  if (rule.ID !== undefined && rule.ID.length > ID_LENGTH_MAX)
    throw invalidRequest(`The ID length should not exceed allowed limit of ${ID_LENGTH_MAX}`);
  const foreign = methods.find((method) => !METHODS.has(method));
  if (foreign !== undefined)
    throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${foreign}`);
  checkWildcards("AllowedOrigin", origins);
  checkWildcards("AllowedHeader", headers ?? []);
  const exposed = rule.ExposeHeaders?.find((header) => header.includes("*"));
  if (exposed !== undefined) {
    const message = `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`;
    throw invalidRequest(message);
  }
  return {
    id: rule.ID,
    methods,
    origins,
    headers,
    exposedHeaders: rule.ExposeHeaders,
    maxAgeSeconds: rule.MaxAgeSeconds,
  };
}

function checkWildcards(element: string, values: readonly string[]): void {
  const wild = values.find((value) => value.split("*").length > 2);
  if (wild !== undefined) throw invalidRequest(`${element} "${wild}" can not have more than one wildcard.`);
}

export function showCorsRules({ rules }: CorsRules): CORSRule[] {
  return rules.map((rule) => ({
    ID: rule.id,
    AllowedMethods: [...rule.methods],
    AllowedOrigins: [...rule.origins],
    AllowedHeaders: rule.headers === undefined ? undefined : [...rule.headers],
    ExposeHeaders: rule.exposedHeaders === undefined ? undefined : [...rule.exposedHeaders],
    MaxAgeSeconds: rule.maxAgeSeconds,
  }));
}
