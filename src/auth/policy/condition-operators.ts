/**
 * The condition operators of the policy language and how their names are read: `ForAnyValue:StringNotLikeIfExists`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

export type ConditionFamily = "string" | "numeric" | "date" | "bool" | "binary" | "ip" | "arn" | "null";

export interface ConditionOperator {
  readonly family: ConditionFamily;
  /** The comparison inside of the family; the same for an operator and its negation. */
  readonly comparison: "equals" | "equals-ignore-case" | "like" | "less" | "less-equals" | "greater" | "greater-equals";
  /** Negated operators hold when no value matches, and when the key is missing. */
  readonly isNegated: boolean;
}

export interface ParsedOperator extends ConditionOperator {
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly isIfExists: boolean;
}

const operator = (
  family: ConditionFamily,
  comparison: ConditionOperator["comparison"],
  isNegated = false,
): ConditionOperator => ({ family, comparison, isNegated });

const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries({
    StringEquals: operator("string", "equals"),
    StringNotEquals: operator("string", "equals", true),
    StringEqualsIgnoreCase: operator("string", "equals-ignore-case"),
    StringNotEqualsIgnoreCase: operator("string", "equals-ignore-case", true),
    StringLike: operator("string", "like"),
    StringNotLike: operator("string", "like", true),
    NumericEquals: operator("numeric", "equals"),
    NumericNotEquals: operator("numeric", "equals", true),
    NumericLessThan: operator("numeric", "less"),
    NumericLessThanEquals: operator("numeric", "less-equals"),
    NumericGreaterThan: operator("numeric", "greater"),
    NumericGreaterThanEquals: operator("numeric", "greater-equals"),
    DateEquals: operator("date", "equals"),
    DateNotEquals: operator("date", "equals", true),
    DateLessThan: operator("date", "less"),
    DateLessThanEquals: operator("date", "less-equals"),
    DateGreaterThan: operator("date", "greater"),
    DateGreaterThanEquals: operator("date", "greater-equals"),
    Bool: operator("bool", "equals"),
    BinaryEquals: operator("binary", "equals"),
    IpAddress: operator("ip", "equals"),
    NotIpAddress: operator("ip", "equals", true),
    ArnEquals: operator("arn", "like"),
    ArnNotEquals: operator("arn", "like", true),
    ArnLike: operator("arn", "like"),
    ArnNotLike: operator("arn", "like", true),
    Null: operator("null", "equals"),
  }).map(([name, value]) => [name.toLowerCase(), value]),
);

const NAME = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/;

/**
 * The operator behind a name, or undefined when there is none of that name. AWS: names are read without case.
 * AWS: `Null` takes neither a set operator nor `IfExists` (condition operators, "...IfExists").
 */
export function parseConditionOperator(name: string): ParsedOperator | undefined {
  const parts = NAME.exec(name.toLowerCase());
  const found = OPERATORS.get(parts?.[2] ?? "");
  if (parts === null || found === undefined) return undefined;
  const isIfExists = parts[3] !== undefined;
  if (found.family === "null" && isIfExists) return undefined;
  const quantifier = parts[1] === undefined ? undefined : parts[1] === "forallvalues" ? "ForAllValues" : "ForAnyValue";
  return { ...found, quantifier, isIfExists };
}
