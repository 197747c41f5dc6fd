import { expect, test } from "vitest";
import { createSealer } from "./sealer.ts";
import {
  ENCODED_MESSAGE_LENGTH_MAX,
  openAuthorizationMessage,
  type RefusedCheck,
  sealAuthorizationMessage,
} from "./authorization-message.ts";
import { systemRandom } from "../runtime/random.ts";

const sealer = createSealer(new Uint8Array(32).fill(7), systemRandom());
const statement = {
  source: { layer: "identity-policy", id: "arn:aws:iam::111122223333:policy/p" },
  index: 2,
  sid: "NoStop",
} as const;
const refused: RefusedCheck = {
  principal: { id: "AROA123456789EXAMPLE:Ana", arn: "arn:aws:sts::111122223333:assumed-role/Developer/Ana" },
  action: "ec2:StopInstances",
  resource: "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
  conditions: [["aws:TagKeys", ["a", "b"]]],
  decision: {
    isAllowed: false,
    outcome: "explicit-deny",
    layer: "identity-policy",
    statement,
    isCrossAccount: false,
    layers: [{ layer: "identity-policy", outcome: "explicit-deny", statement }],
    nearMisses: [{ statement, effect: "Allow", reason: "Bool aws:SecureTransport" }],
  },
};

test("a message opens to AWS's form, with the layers beside it", () => {
  const text = openAuthorizationMessage(sealer, sealAuthorizationMessage(sealer, refused));
  expect(JSON.parse(text ?? "")).toEqual({
    allowed: false,
    explicitDeny: true,
    matchedStatements: {
      items: [{ statementId: "NoStop", effect: "DENY", policy: "arn:aws:iam::111122223333:policy/p" }],
    },
    failures: { items: [] },
    context: {
      principal: refused.principal,
      action: refused.action,
      resource: refused.resource,
      conditions: { items: [{ key: "aws:TagKeys", values: { items: [{ value: "a" }, { value: "b" }] } }] },
    },
    explanation: {
      layer: "identity-policy",
      layers: refused.decision.layers,
      nearMisses: refused.decision.nearMisses,
    },
  });
});

test("a message of another installation, a changed one and plain text open to nothing", () => {
  const other = createSealer(new Uint8Array(32).fill(8), systemRandom());
  const message = sealAuthorizationMessage(sealer, refused);
  expect(openAuthorizationMessage(other, message)).toBeUndefined();
  expect(openAuthorizationMessage(sealer, `${message.slice(0, -2)}AA`)).toBeUndefined();
  expect(openAuthorizationMessage(sealer, "no message")).toBeUndefined();
  expect(openAuthorizationMessage(sealer, "")).toBeUndefined();
});

test("a message never grows longer than AWS's limit", () => {
  const noise = (index: number): string => Buffer.from(systemRandom().bytes(300)).toString("base64url") + String(index);
  const nearMisses = Array.from({ length: 500 }, (_, index) => ({
    statement,
    effect: "Allow" as const,
    reason: noise(index).repeat(4),
  }));
  const conditions = Array.from({ length: 60 }, (_, index) => [`aws:PrincipalTag/${index}`, [noise(index)]] as const);
  const message = sealAuthorizationMessage(sealer, {
    ...refused,
    conditions,
    decision: { ...refused.decision, nearMisses },
  });
  expect(message.length).toBeLessThanOrEqual(ENCODED_MESSAGE_LENGTH_MAX);
  expect(openAuthorizationMessage(sealer, message)).toContain("ec2:StopInstances");
});
