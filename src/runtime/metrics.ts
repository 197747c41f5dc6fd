/**
 * Counters, gauges and histograms in Prometheus' text form. A metric's labels must come from closed sets (operation
 * names, status classes), never from user data: the number of series is bounded by `MAX_SERIES`.
 */
export type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  /** Adds to a counter. */
  count(name: string, labels?: Labels, delta?: number): void;
  /** The same for one series that is counted often: resolves the labels once. */
  counter(name: string, labels: Labels): () => void;
  /** Registers a gauge that is read when the metrics are rendered. */
  gauge(name: string, read: () => number): void;
  /** Records a duration in seconds into a histogram. */
  observe(name: string, seconds: number, labels?: Labels): void;
  /** The same for one series that is observed often: resolves the labels once. */
  observer(name: string, labels: Labels): (seconds: number) => void;
  /** Prometheus text exposition format, version 0.0.4. */
  render(): string;
}

const MAX_SERIES = 20_000;
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

interface Counter {
  value: number;
}

interface Histogram {
  readonly buckets: number[];
  sum: number;
  count: number;
}

function labelText(labels: Labels | undefined, extra = ""): string {
  const parts = Object.entries(labels ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  if (extra !== "") parts.push(extra);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function renderHistogram(name: string, labels: string, histogram: Histogram): string[] {
  const base = labels === "" ? "" : labels.slice(1, -1);
  const withLe = (le: string): string => `{${base === "" ? "" : `${base},`}le="${le}"}`;
  let cumulative = 0;
  const lines = BUCKETS_SECONDS.map((bound, index) => {
    cumulative += histogram.buckets[index] ?? 0;
    return `${name}_bucket${withLe(String(bound))} ${cumulative}`;
  });
  lines.push(`${name}_bucket${withLe("+Inf")} ${histogram.count}`);
  lines.push(`${name}_sum${labels} ${histogram.sum}`, `${name}_count${labels} ${histogram.count}`);
  return lines;
}

function record(histogram: Histogram, seconds: number): void {
  histogram.sum += seconds;
  histogram.count += 1;
  const bucket = BUCKETS_SECONDS.findIndex((bound) => seconds <= bound);
  if (bucket >= 0) histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + 1;
}

export function createMetrics(): Metrics {
  const counters = new Map<string, Map<string, Counter>>();
  const histograms = new Map<string, Map<string, Histogram>>();
  const gauges = new Map<string, () => number>();
  let series = 0;

  function seriesOf<T>(
    table: Map<string, Map<string, T>>,
    name: string,
    labels: Labels | undefined,
    create: () => T,
  ): T {
    let family = table.get(name);
    if (family === undefined) table.set(name, (family = new Map()));
    const key = labelText(labels);
    let value = family.get(key);
    if (value === undefined) {
      value = create();
      if (series++ < MAX_SERIES) family.set(key, value);
    }
    return value;
  }

  const counterOf = (name: string, labels?: Labels): Counter => seriesOf(counters, name, labels, () => ({ value: 0 }));
  const histogramOf = (name: string, labels?: Labels): Histogram =>
    seriesOf(histograms, name, labels, () => ({ buckets: BUCKETS_SECONDS.map(() => 0), sum: 0, count: 0 }));

  return {
    count(name, labels, delta = 1) {
      counterOf(name, labels).value += delta;
    },
    counter(name, labels) {
      const counter = counterOf(name, labels);
      return () => void (counter.value += 1);
    },
    gauge: (name, read) => void gauges.set(name, read),
    observe: (name, seconds, labels) => record(histogramOf(name, labels), seconds),
    observer(name, labels) {
      const histogram = histogramOf(name, labels);
      return (seconds) => record(histogram, seconds);
    },
    render() {
      const lines: string[] = [];
      for (const [name, family] of counters) {
        lines.push(`# TYPE ${name} counter`);
        for (const [labels, { value }] of family) lines.push(`${name}${labels} ${value}`);
      }
      for (const [name, read] of gauges) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
      for (const [name, family] of histograms) {
        lines.push(`# TYPE ${name} histogram`);
        for (const [labels, histogram] of family) lines.push(...renderHistogram(name, labels, histogram));
      }
      return `${lines.join("\n")}\n`;
    },
  };
}
