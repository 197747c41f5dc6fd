/**
 * Which rule lets a page's request pass, and what the browser is told then. Pure.
 *
 * AWS: the first rule that matches origin, method and every requested header decides (ManageCorsUsing.html, "How does Amazon S3 evaluate the CORS
 * configuration on a bucket?"); the answer's fields are those recorded in localstack/localstack tests/aws/services/s3/test_s3_cors.snapshot.json.
 */
import type { CorsRule, CorsRules } from "./cors-rules.ts";

export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** `Access-Control-Request-Headers` of a preflight; empty for the request itself. */
  readonly headers: readonly string[];
}

export function matchCors({ rules }: CorsRules, request: CorsRequest): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.methods.includes(request.method) &&
      rule.origins.some((origin) => matchesWildcard(origin, request.origin)) &&
      request.headers.every((header) =>
        (rule.headers ?? []).some((allowed) => matchesWildcard(allowed.toLowerCase(), header.toLowerCase())),
      ),
  );
}

/** The fields that the answer carries besides its own. */
export function corsFields(rule: CorsRule, request: CorsRequest): readonly (readonly [string, string])[] {
  const isForAll = rule.origins.find((origin) => matchesWildcard(origin, request.origin)) === "*";
  const fields: (readonly [string, string])[] = [
    ["Access-Control-Allow-Origin", isForAll ? "*" : request.origin],
    ["Access-Control-Allow-Methods", rule.methods.join(", ")],
  ];
  if (request.headers.length > 0) fields.push(["Access-Control-Allow-Headers", request.headers.join(", ")]);
  if (rule.exposedHeaders !== undefined) fields.push(["Access-Control-Expose-Headers", rule.exposedHeaders.join(", ")]);
  if (rule.maxAgeSeconds !== undefined) fields.push(["Access-Control-Max-Age", String(rule.maxAgeSeconds)]);
  if (!isForAll) fields.push(["Access-Control-Allow-Credentials", "true"]);
  fields.push(["Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"]);
  return fields;
}

/** At most one `*`, which stands for any text. */
function matchesWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
