/**
 * The shape of an operation and of a service's table of operations, typed by the AWS SDK client. One row for every
 * operation of the client: working, or `notImplemented("why")`. A missing row does not compile.
 */
import type { AtHand } from "./at-hand.ts";
import type { ByteStream } from "./http.ts";
import type { RequestContext } from "./context.ts";

/** Names of a client module's operations, from its command classes (`GetObjectCommand` -> `GetObject`). */
export type OperationName<Module> = Exclude<
  { [K in keyof Module]: K extends `${infer Name}Command` ? Name : never }[keyof Module],
  "$" | ""
>;

type CommandOf<Module, Name extends string> = `${Name}Command` extends keyof Module
  ? Module[`${Name}Command`] extends abstract new (...args: never[]) => infer Command
    ? Command
    : never
  : never;

/** Members the model requires lose their `undefined`: the protocol layer has checked them. Streaming bodies arrive as bytes. */
export type ServerInput<Shape> = {
  [K in keyof Shape]: K extends "Body"
    ? ByteStream | undefined
    : object extends Pick<Shape, K>
      ? Shape[K]
      : Exclude<Shape[K], undefined>;
};

/** Objects of a listing may come as rows (`listed-objects.ts`). */
export type ServerOutput<Shape> = {
  [K in keyof Omit<Shape, "$metadata">]: K extends "Body"
    ? Uint8Array | ByteStream | undefined
    : K extends "Contents"
      ? Iterable<Element<Shape[K]>> | undefined
      : Shape[K];
};

type Element<List> = NonNullable<List> extends readonly (infer Item)[] ? Item : never;

export type InputOf<Module, Name extends string> =
  CommandOf<Module, Name> extends { input: infer Input } ? ServerInput<Input> : never;

export type OutputOf<Module, Name extends string> =
  CommandOf<Module, Name> extends { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<infer Result> }
    ? Result extends { output: infer Output }
      ? ServerOutput<Output>
      : never
    : never;

/** One permission the caller needs; all of an operation's checks must pass. */
export interface AccessCheck {
  /** IAM action, e.g. `s3:GetObject`. */
  readonly action: string;
  /** ARN of the resource, or `*` for actions without one. */
  readonly resource: string;
  /** Service condition keys with their values, e.g. `s3:prefix`. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource is what the call makes: whatever is there now under its name does not count. */
  readonly isOfNewResource?: true;
}

export interface Operation<Module, Name extends string, Service> {
  /**
   * Lengths, patterns and ranges of the API reference, where AWS reports them before a missing permission. Pure.
   * @throws {ServiceError} ValidationError and its like
   */
  readonly validate?: (input: InputOf<Module, Name>) => void;
  /**
   * Set when a name in the input may stand for something that only state tells (an alias): looks it up, before anybody asks for permission. The other
   * functions are given its result.
   * @throws {ServiceError} for a name that cannot be read
   */
  readonly resolve?: (
    input: InputOf<Module, Name>,
    context: RequestContext,
    service: Service,
  ) => AtHand<InputOf<Module, Name>>;
  /**
   * The IAM actions and resources this call needs. An operation without it is denied. Pure: it sees the parsed input,
   * not the state.
   */
  readonly access: (input: InputOf<Module, Name>, context: RequestContext) => readonly AccessCheck[];
  /**
   * Set when a check that fails refuses a part of the call and not the call: the gateway asks nobody, and `handle` asks the authorizer for each
   * part.
   */
  readonly isRefusedInParts?: true;
  /**
   * Set when AWS may say something else than that access is denied: looks, and throws that. The refusal stands when it resolves.
   * @throws {ServiceError}
   */
  readonly whenRefused?: (input: InputOf<Module, Name>, context: RequestContext, service: Service) => Promise<void>;
  /** Does the work, at once where nothing is waited for. Throws `ServiceError` for AWS's refusals, in AWS's order of checks. */
  readonly handle: (
    input: InputOf<Module, Name>,
    context: RequestContext,
    service: Service,
  ) => AtHand<OutputOf<Module, Name>>;
}

/** A row for an operation that is missing; its reason goes to the coverage table and into the 501 answer. */
export interface NotImplemented {
  readonly notImplemented: string;
}

export function notImplemented(reason: string): NotImplemented {
  return { notImplemented: reason };
}

export type OperationTable<Module, Service> = {
  readonly [Name in OperationName<Module> & string]: Operation<Module, Name, Service> | NotImplemented;
};

/** A row as the gateway calls it, after the types have done their work. */
export interface UntypedOperation {
  readonly validate?: (input: never) => void;
  readonly resolve?: (input: never, context: RequestContext, service: never) => unknown;
  readonly access: (input: never, context: RequestContext) => readonly AccessCheck[];
  readonly isRefusedInParts?: true;
  readonly whenRefused?: (input: never, context: RequestContext, service: never) => Promise<void>;
  readonly handle: (input: never, context: RequestContext, service: never) => unknown;
}

export type UntypedTable = Readonly<Record<string, UntypedOperation | NotImplemented>>;
