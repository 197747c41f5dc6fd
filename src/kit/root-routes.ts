/**
 * Routes of the server itself that change or show what no AWS API does (state time, storage figures, failed zones). The gateway answers them to
 * the root user of the server's account alone; what they do belongs to the room that offers them, and `app/` puts them together by name.
 */
export interface RootRoute {
  /** POST for whatever changes something; everything it needs is in the query. */
  readonly method: "GET" | "POST";
  /** Resolves with the JSON of the answer. @throws {ServiceError} whose status and message are answered */
  answer(query: URLSearchParams): Promise<unknown>;
}

/** By path below `/_lakebed/`, such as `clock/advance`. */
export type RootRoutes = ReadonlyMap<string, RootRoute>;
