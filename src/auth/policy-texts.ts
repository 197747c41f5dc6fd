/**
 * Compiled forms of policies that come as text: bucket policies and key policies by the resource they belong to, session policies by their session,
 * endpoint policies by their endpoint. A text is compiled again when it has changed, so nothing has to be told of changes.
 */
import { BoundedCache } from "../kit/bounded-cache.ts";
import { compilePolicy } from "./policy/compile-policy.ts";
import type { CompiledPolicy } from "./policy/compiled-policy.ts";
import type { PolicyLayer } from "./policy/decision.ts";
import type { Session } from "./principal.ts";

/** Resources whose policies stay compiled; a text has at most 20 KB, its compiled form some times as much. */
const RESOURCE_POLICIES_MAX = 1000;

interface Compiled {
  readonly text: string;
  readonly policy: CompiledPolicy;
}

export class PolicyTexts {
  private readonly byId = new BoundedCache<string, Compiled>(RESOURCE_POLICIES_MAX);
  /** Sessions are remembered with their tokens, so the same one comes again. */
  private readonly bySession = new WeakMap<Session, readonly CompiledPolicy[]>();

  /** `id` names what the policy belongs to. @throws {PolicySyntaxError} never for a text that was accepted when it was stored */
  get(layer: PolicyLayer, id: string, text: string): CompiledPolicy {
    const known = this.byId.get(id);
    if (known !== undefined && known.text === text) return known.policy;
    const policy = compilePolicy({ layer, id }, text);
    this.byId.set(id, { text, policy });
    return policy;
  }

  /** The inline policies of a session. */
  ofSession(session: Session): readonly CompiledPolicy[] {
    let policies = this.bySession.get(session);
    if (policies === undefined) {
      policies = session.policies.map((text, index) =>
        compilePolicy({ layer: "session-policy", id: `session/inline/${index}` }, text),
      );
      this.bySession.set(session, policies);
    }
    return policies;
  }
}
