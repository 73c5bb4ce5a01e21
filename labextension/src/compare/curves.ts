/** The curve of a run in a metric, along steps, epochs or seconds. */

import { Curve } from '../curve';
import type { ComparedRun, RunClock, SeriesKind } from '../protocol';

export type Unit = 'step' | 'epoch' | 'seconds';

/** The run's curve; null where it has none, or nothing is known of the unit. */
export function curveOf(
  run: ComparedRun,
  metric: string,
  unit: Unit
): { kind: SeriesKind; curve: Curve } | null {
  const series = run.series.find(({ name }) => name === metric);
  const convert = converter(run, unit);
  if (!series || !convert) {
    return null;
  }
  const curve = new Curve();
  curve.append(
    series.x.map(convert),
    series.y.map(value => value ?? NaN)
  );
  return { kind: series.kind, curve };
}

/** Seconds into the run at a step, by what its clock says; beyond its ends it goes on as fast. */
export function secondsAt({ x, seconds }: RunClock, step: number): number {
  const next = x.findIndex(at => at >= step);
  const i = Math.max(1, next < 0 ? x.length - 1 : next);
  const [x0, x1] = [x[i - 1] ?? 0, x[i] ?? 0];
  const [t0, t1] = [seconds[i - 1] ?? 0, seconds[i] ?? 0];
  return x1 > x0 ? t0 + ((step - x0) / (x1 - x0)) * (t1 - t0) : t1;
}

function converter(run: ComparedRun, unit: Unit): ((step: number) => number) | null {
  if (unit === 'step') {
    return step => step;
  }
  if (unit === 'epoch') {
    const { steps } = run;
    return steps === null ? null : step => step / steps;
  }
  return run.clock.x.length < 2 ? null : step => secondsAt(run.clock, step);
}
