/**
 * Encoded authorization messages: why a request was refused, sealed, so that the caller who may not know it can hand it to somebody who may ask
 * `sts:DecodeAuthorizationMessage`. Nothing is stored; a message is good as long as the root key is.
 *
 * Plaintext: JSON of AWS's form, deflated. Beside AWS's members it has `explanation`, which AWS does not show: every layer, the near misses, the statement that
 * denied, and the smallest grant that would have allowed it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html (read 2026-11-23; the form of the decoded text is
 * that of the example in IAM's user guide, sts_example_sts_DecodeAuthorizationMessage_section.html)
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Remedy } from "../kit/ports/decision-log.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { ExplainedDecision } from "./policy/decision.ts";

/** Characters of an encoded message (API_DecodeAuthorizationMessage: EncodedMessage). */
export const ENCODED_MESSAGE_LENGTH_MAX = 10_240;
const PURPOSE = "authorization-message";
const BASE64URL = /^[\w-]+$/;
/** More than a message can hold, less than a bomb. */
const INFLATED_BYTES_MAX = 1024 * 1024;
const NEAR_MISSES_MAX = 20;

/** One refused check. */
export interface RefusedCheck {
  /** `aws:userid`, and the ARN or name of the caller. */
  readonly principal: { readonly id: string; readonly arn: string };
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the request had, with their values. */
  readonly conditions: readonly (readonly [key: string, values: readonly string[]])[];
  readonly decision: ExplainedDecision;
  readonly remedy?: Remedy | undefined;
}

/** The message, base64url. What would make it longer than AWS allows is left out: first the near misses, then the condition keys, last the remedy. */
export function sealAuthorizationMessage(sealer: Sealer, refused: RefusedCheck): string {
  const { decision } = refused;
  const forms: readonly RefusedCheck[] = [
    { ...refused, decision: { ...decision, nearMisses: decision.nearMisses.slice(0, NEAR_MISSES_MAX) } },
    { ...refused, decision: { ...decision, nearMisses: [] } },
    { ...refused, decision: { ...decision, nearMisses: [] }, conditions: [] },
    { ...refused, decision: { ...decision, nearMisses: [] }, conditions: [], remedy: undefined },
  ];
  let message = "";
  for (const form of forms) {
    const plaintext = deflateRawSync(JSON.stringify(decodedForm(form)));
    message = Buffer.from(sealer.seal(PURPOSE, plaintext)).toString("base64url");
    if (message.length <= ENCODED_MESSAGE_LENGTH_MAX) break;
  }
  return message;
}

/** The JSON text for `DecodedMessage`; undefined for what was not sealed here. Never throws. */
export function openAuthorizationMessage(sealer: Sealer, message: string): string | undefined {
  if (message.length > ENCODED_MESSAGE_LENGTH_MAX || !BASE64URL.test(message)) return undefined;
  const plaintext = sealer.open(PURPOSE, Buffer.from(message, "base64url"));
  // The bytes are our own from here on: they were authenticated.
  return plaintext === undefined
    ? undefined
    : inflateRawSync(plaintext, { maxOutputLength: INFLATED_BYTES_MAX }).toString("utf8");
}

function decodedForm({ decision, principal, action, resource, conditions, remedy }: RefusedCheck): object {
  const isExplicit = decision.outcome === "explicit-deny";
  const { statement } = decision;
  return {
    allowed: false,
    explicitDeny: isExplicit,
    matchedStatements: items(
      statement === undefined
        ? []
        : [{ statementId: statement.sid ?? "", effect: isExplicit ? "DENY" : "ALLOW", policy: statement.source.id }],
    ),
    failures: items([]),
    context: {
      principal,
      action,
      resource,
      conditions: items(
        conditions.map(([key, values]) => ({ key, values: items(values.map((value) => ({ value }))) })),
      ),
    },
    explanation: {
      layer: decision.layer,
      layers: decision.layers,
      nearMisses: decision.nearMisses,
      ...(decision.block === undefined ? {} : { block: decision.block }),
      ...(remedy?.deciding === undefined ? {} : { decidingStatement: remedy.deciding }),
      ...(remedy === undefined ? {} : { smallestGrant: remedy.changes }),
    },
  };
}

function items<T>(list: readonly T[]): { readonly items: readonly T[] } {
  return { items: list };
}
