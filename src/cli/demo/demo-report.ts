/**
 * What the demo prints: a line that lives while a step works, and the table at the end. On a terminal the line is redrawn;
 * in a pipe every step prints once.
 */
export interface StepFigures {
  readonly objects?: number;
  readonly rows?: number;
  readonly bytes?: number;
}

export interface StepRow extends StepFigures {
  readonly step: string;
  readonly seconds: number;
}

export interface ReportSink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** A steady counter in milliseconds. */
  nowMs(): number;
}

export interface DemoReport {
  /** Runs one step; `update` shows how far it is. The figures it resolves with become its row in the table. */
  step<T extends StepFigures>(title: string, work: (update: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
  table(): string;
}

const CLEAR_LINE = "\r\u001b[2K";

export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** A plain text table: first column left, the others right. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(header), rule, ...rows.map(line)].map((text) => `  ${text.trimEnd()}`).join("\n");
}

export function createDemoReport(sink: ReportSink): DemoReport {
  const rows: StepRow[] = [];
  return {
    async step(title, work) {
      const startMs = sink.nowMs();
      const show = (text: string): void => {
        if (sink.isTerminal) sink.write(`${CLEAR_LINE}  … ${title}  ${text}`);
      };
      show("");
      try {
        const figures = await work(show);
        const seconds = (sink.nowMs() - startMs) / 1000;
        rows.push({ step: title, seconds, ...figures });
        sink.write(`${sink.isTerminal ? CLEAR_LINE : ""}  ✓ ${title.padEnd(50)} ${seconds.toFixed(1).padStart(5)} s\n`);
        return figures;
      } catch (error) {
        sink.write(`${sink.isTerminal ? CLEAR_LINE : ""}  ✗ ${title}\n`);
        throw error;
      }
    },
    note: (text) => sink.write(`      ${text}\n`),
    table() {
      const cell = (value: number | undefined, format: (value: number) => string): string =>
        value === undefined ? "" : format(value);
      return renderTable(
        ["step", "objects", "rows", "bytes", "seconds"],
        rows.map((row) => [
          row.step,
          cell(row.objects, formatCount),
          cell(row.rows, formatCount),
          cell(row.bytes, formatBytes),
          row.seconds.toFixed(1),
        ]),
      );
    },
  };
}
