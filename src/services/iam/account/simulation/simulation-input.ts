/**
 * What both simulator operations take: actions, resources, context, policies as texts, and pages of answers.
 */
import type { ContextEntry, EvaluationResult } from "@aws-sdk/client-iam";
import { compilePolicy } from "../../../../auth/policy/compile-policy.ts";
import type { PolicyLayer } from "../../../../auth/policy/decision.ts";
import type { PolicyPrincipal } from "../../../../auth/policy/policy-request.ts";
import { PolicySyntaxError } from "../../../../auth/policy/policy-syntax-error.ts";
import { parseArn } from "../../../../kit/arn.ts";
import { parseIamArn } from "../../arns.ts";
import { invalidInput } from "../../errors.ts";
import { encodeMarker, type PageInput, type PageOutput, pageOf } from "../../pagination.ts";
import { lengthWithin, requireValid } from "../../validation.ts";
import { type SimulatedPolicy, type Simulation, simulator } from "./simulate.ts";

export interface SimulationInput extends PageInput {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourcePolicy?: string | undefined;
  readonly ResourceOwner?: string | undefined;
  readonly CallerArn?: string | undefined;
  readonly ContextEntries?: readonly ContextEntry[] | undefined;
}

/** Answers of one page when nothing is asked (MaxItems of the API reference). */
const PAGE_DEFAULT = 100;

/** @throws {ServiceError} ValidationError; InvalidInput for actions that are none, and for a resource policy without a caller */
export function requireSimulation(input: SimulationInput): void {
  requireValid(...input.ActionNames.map((name, at) => lengthWithin(`actionNames.${at + 1}.member`, name, 3, 128)));
  const wrong = input.ActionNames.find((name) => !/^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/.test(name));
  if (wrong !== undefined) throw invalidInput(`Invalid Action Name: ${wrong}`);
  if (input.CallerArn !== undefined && parseIamArn(input.CallerArn)?.kind !== "user")
    throw invalidInput(`Invalid Caller Arn: ${input.CallerArn}`);
  if (input.ResourceOwner !== undefined && ownerAccount(input.ResourceOwner) === undefined)
    throw invalidInput(`Invalid Resource Owner: ${input.ResourceOwner}`);
}

/** An account id, or an ARN with one. */
export function ownerAccount(owner: string | undefined): string | undefined {
  if (owner === undefined) return undefined;
  const id = parseArn(owner)?.accountId ?? owner;
  return /^\d{12}$/.test(id) ? id : undefined;
}

/** @throws {ServiceError} InvalidInput for a text that is no policy */
export function policyFrom(text: string, id: string, layer: PolicyLayer): SimulatedPolicy {
  try {
    return { compiled: compilePolicy({ layer, id }, text), text, id, type: "IAM Policy" };
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw invalidInput(`Invalid Policy: ${id}: ${error.message}`);
    throw error;
  }
}

export function policyList(
  texts: readonly string[] | undefined,
  list: "PolicyInputList" | "PermissionsBoundaryPolicyInputList",
): readonly SimulatedPolicy[] {
  const layer = list === "PolicyInputList" ? "identity-policy" : "permissions-boundary";
  return (texts ?? []).map((text, index) => policyFrom(text, `${list}.${index + 1}`, layer));
}

/** AWS: "You can specify only one" boundary. @throws {ServiceError} InvalidInput */
export function boundaryFrom(texts: readonly string[] | undefined): SimulatedPolicy | undefined {
  if ((texts ?? []).length > 1) throw invalidInput("Only one permissions boundary policy can be specified.");
  return policyList(texts, "PermissionsBoundaryPolicyInputList")[0];
}

export function resourcePolicyFrom(input: SimulationInput): SimulatedPolicy | undefined {
  return input.ResourcePolicy === undefined
    ? undefined
    : policyFrom(input.ResourcePolicy, "ResourcePolicy", "resource-policy");
}

/** A user by its ARN, as the simulated caller. */
export function userPrincipal(arn: string): PolicyPrincipal {
  return { type: "user", accountId: parseArn(arn)?.accountId, arn };
}

/** Every action with every resource, page by page. */
export function simulatePage(
  input: SimulationInput,
  simulation: Simulation,
): PageOutput & { readonly EvaluationResults: EvaluationResult[] } {
  const page = pageOf({ MaxItems: PAGE_DEFAULT, ...definedOf(input) });
  const resources = input.ResourceArns === undefined || input.ResourceArns.length === 0 ? ["*"] : input.ResourceArns;
  const total = input.ActionNames.length * resources.length;
  const from = Number(page.after?.[0] ?? 0);
  if (!Number.isSafeInteger(from) || from < 0) throw invalidInput("Invalid Marker.");
  const to = Math.min(total, from + page.limit);
  const simulate = simulator(simulation);
  const EvaluationResults: EvaluationResult[] = [];
  for (let index = from; index < to; index++) {
    const action = input.ActionNames[Math.floor(index / resources.length)] ?? "";
    EvaluationResults.push(simulate(action, resources[index % resources.length] ?? "*"));
  }
  const IsTruncated = to < total;
  return { EvaluationResults, IsTruncated, Marker: IsTruncated ? encodeMarker([String(to)]) : undefined };
}

function definedOf({ Marker, MaxItems }: PageInput): PageInput {
  return { ...(Marker === undefined ? {} : { Marker }), ...(MaxItems === undefined ? {} : { MaxItems }) };
}
