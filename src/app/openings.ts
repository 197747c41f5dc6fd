/** What has been opened and must be closed again, the last one first. */
export class Openings {
  private readonly closers: (() => Promise<void>)[] = [];
  private isClosed = false;

  /** What is opened while everything closes is closed at once. */
  add(close: () => Promise<void>): void {
    if (this.isClosed) void close();
    else this.closers.push(close);
  }

  /** Closes everything, also when one closing fails; then throws the first failure. */
  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    this.isClosed = true;
    for (let close = this.closers.pop(); close !== undefined; close = this.closers.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
