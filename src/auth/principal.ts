/**
 * Who asks. Filled by the signature step; read by authorize, by audit and by services that act for the caller.
 */
export type Principal =
  | {
      readonly type: "root";
      readonly accountId: string;
      readonly accessKeyId: string;
      readonly arn: string;
      readonly userId: string;
    }
  | { readonly type: "anonymous" };

/** A principal and where it acts; what one service hands another when it acts on the caller's behalf. */
export interface Caller {
  readonly principal: Principal;
  /** The account whose resources are addressed; 12 digits. */
  readonly accountId: string;
  readonly region: string;
}
