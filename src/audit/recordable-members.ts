/**
 * What of an input or output may be written down. Left out for good: members that AWS's model marks `sensitive`, streams, bytes of any kind, open
 * documents, and texts whose name says that they are secret (session tokens and one-time codes carry no mark in the model). The rest is copied
 * with bounds, under CloudTrail's names (first letter in lower case). Plans are made once for each shape.
 */
import type { Member, Shape, StructureShape } from "../model/shape.ts";
import { isoSeconds } from "./iso-seconds.ts";
import {
  PARAMETER_CHARACTERS_MAX,
  PARAMETER_DEPTH_MAX,
  PARAMETER_ELEMENTS_MAX,
  PARAMETER_TEXT_MAX,
  PARAMETER_VALUES_MAX,
} from "./limits.ts";

export type RecordedMembers = Readonly<Record<string, unknown>>;

/** Names, of members and of map keys, under which a text is a secret. */
const SECRET_NAME =
  /passw|secret(?!id|arn)|(?:session|security|(?<!subjectfromweb)identity|bearer|refresh|auth)_?token|assertion(?!consumer)|authentication_?code|token_?code|private_?key|seed|plaintext|customerkey|api_?key/i;
/** Members that tell of data. AWS: Athena writes `***OMITTED***` for queries (Athena user guide, "Log Athena API calls with CloudTrail"). */
const OMITTED_TEXT: ReadonlySet<string> = new Set(["QueryString", "ExecutionParameters"]);
const OMITTED = "***OMITTED***";
/** S3's user metadata belongs to the object's content. */
const CONTENT: ReadonlySet<string> = new Set(["Metadata"]);
/** AWS: S3's events call them so (S3 user guide, CloudTrail log file examples). */
const RENAMED: Readonly<Record<string, string>> = { Bucket: "bucketName" };

type Rule = "copy" | "hide" | "secret" | "leave";

interface PlannedMember {
  readonly name: string;
  readonly recordedName: string;
  readonly rule: Rule;
  readonly shape: Shape;
}

const plans = new WeakMap<StructureShape, readonly PlannedMember[]>();

interface Budget {
  values: number;
  characters: number;
}

/** Undefined when there is nothing to write down. */
export function recordableMembers(shape: StructureShape, value: unknown): RecordedMembers | undefined {
  const budget = { values: PARAMETER_VALUES_MAX, characters: PARAMETER_CHARACTERS_MAX };
  const members = copyStructure(shape, value, { budget, depth: 0 });
  if (members === undefined || Object.keys(members).length === 0) return undefined;
  if (budget.values > 0 && budget.characters > 0) return members;
  // AWS: what is too long is marked with `omitted` (CloudTrail record contents).
  return { ...members, omitted: true };
}

/** The secret texts in an input, so that a message that repeats one can be cleaned. */
export function secretTexts(shape: StructureShape, value: unknown, depth = 0): string[] {
  if (typeof value !== "object" || value === null || depth > PARAMETER_DEPTH_MAX) return [];
  return planOf(shape).flatMap(({ name, rule, shape: of }) => {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === "string") return rule === "secret" || rule === "hide" ? [member] : [];
    return of.kind === "structure" && rule === "copy" ? secretTexts(of, member, depth + 1) : [];
  });
}

function planOf(shape: StructureShape): readonly PlannedMember[] {
  let plan = plans.get(shape);
  if (plan === undefined) plans.set(shape, (plan = shape.members.map(planMember)));
  return plan;
}

function planMember(member: Member): PlannedMember {
  const { name, shape } = member;
  const recordedName = RENAMED[name] ?? name.charAt(0).toLowerCase() + name.slice(1);
  return { name, recordedName, rule: ruleOf(member), shape };
}

function ruleOf({ name, shape, traits, isStreaming }: Member): Rule {
  if (isStreaming || shape.kind === "document" || CONTENT.has(name)) return "leave";
  if (traits.sensitive !== undefined || shape.kind === "blob") return "secret";
  if (OMITTED_TEXT.has(name)) return "hide";
  return shape.kind === "string" && SECRET_NAME.test(name) ? "secret" : "copy";
}

interface Place {
  readonly budget: Budget;
  readonly depth: number;
}

function copyStructure(shape: StructureShape, value: unknown, place: Place): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const copy: Record<string, unknown> = {};
  for (const { name, recordedName, rule, shape: of } of planOf(shape)) {
    if (rule === "secret" || rule === "leave") continue;
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined || member === null) continue;
    const copied = rule === "hide" ? OMITTED : copyValue(of, member, place);
    if (copied !== undefined) copy[recordedName] = copied;
  }
  return copy;
}

function copyValue(shape: Shape, value: unknown, { budget, depth }: Place): unknown {
  if (budget.values <= 0 || budget.characters <= 0 || depth >= PARAMETER_DEPTH_MAX) return undefined;
  budget.values -= 1;
  const place = { budget, depth: depth + 1 };
  switch (shape.kind) {
    case "structure":
      return copyStructure(shape, value, place);
    case "list":
      return isCopied(shape.element) ? copyList(shape.element.shape, value, place) : undefined;
    case "map":
      return isCopied(shape.value) ? copyMap(shape.value.shape, value, place) : undefined;
    default:
      return copyScalar(value, budget);
  }
}

function isCopied(member: Member): boolean {
  return member.traits.sensitive === undefined && member.shape.kind !== "blob" && member.shape.kind !== "document";
}

function copyList(element: Shape, value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, PARAMETER_ELEMENTS_MAX).map((item: unknown) => copyValue(element, item, place) ?? null);
}

function copyMap(element: Shape, value: unknown, place: Place): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value).slice(0, PARAMETER_ELEMENTS_MAX)) {
    if (SECRET_NAME.test(key)) continue;
    const copied = copyValue(element, item, place);
    if (copied !== undefined) copy[key] = copied;
  }
  return copy;
}

function copyScalar(value: unknown, budget: Budget): unknown {
  if (typeof value === "string") {
    budget.characters -= Math.min(value.length, PARAMETER_TEXT_MAX);
    return value.length > PARAMETER_TEXT_MAX ? value.slice(0, PARAMETER_TEXT_MAX) : value;
  }
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date && Number.isFinite(value.getTime())) return isoSeconds(value.getTime());
  // A body is never here (streams and bytes are left out); an SDK value that is not plain is not worth a guess.
  return undefined;
}
