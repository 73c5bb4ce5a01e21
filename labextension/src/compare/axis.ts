/** An axis of the parallel coordinates: where values stand on it, and which of them are brushed. */

import type { CompareColumn, Item } from '../protocol';
import { compareItems } from './items';

/** The values from the stop number `low` to the stop number `high`. */
export interface Brush {
  low: number;
  high: number;
}

/** The axis of a column: `stops` are the values there are, in order. */
export interface Axis {
  column: number;
  name: string;
  stops: Item[];
  /** Where the stops stand, 0 (bottom) to 1. */
  places: number[];
}

/** Values this many times apart call for a logarithmic axis. */
const LOG_FROM = 50;
const MOST_AXES = 8;

/** The axis of a column with these values. */
export function makeAxis(column: number, name: string, items: Item[]): Axis {
  const there = items.filter(item => item !== null);
  const stops = [...new Set(there)].sort(compareItems);
  return { column, name, stops, places: placesOf(stops) };
}

/** The stop at which a value stands, or -1. */
export function stopOf(axis: Axis, item: Item): number {
  return item === null ? -1 : axis.stops.indexOf(item);
}

/** The stops between two places of the axis, in either order; null where there are none, or all are. */
export function brushed(axis: Axis, from: number, to: number): Brush | null {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const first = axis.places.findIndex(place => place >= low);
  const last = axis.places.findLastIndex(place => place <= high);
  return first >= 0 && first <= last ? unlessAll(axis, { low: first, high: last }) : null;
}

/** The brush with one of its ends moved by so many stops; null where it comes to hold all of them. */
export function moved(
  axis: Axis,
  brush: Brush | null,
  end: 'low' | 'high',
  by: number
): Brush | null {
  const last = axis.stops.length - 1;
  const { low, high } = brush ?? { low: 0, high: last };
  return unlessAll(
    axis,
    end === 'low'
      ? { low: Math.min(high, Math.max(0, low + by)), high }
      : { low, high: Math.max(low, Math.min(last, high + by)) }
  );
}

/** Whether a value is within the brush; everything is within none. */
export function within(axis: Axis, brush: Brush | undefined, item: Item): boolean {
  const stop = stopOf(axis, item);
  return brush === undefined || (stop >= brush.low && stop <= brush.high);
}

/** The columns worth an axis: what was set in different ways, and the results that are drawn. */
export function chooseColumns(columns: CompareColumn[], rows: Item[][], drawn: string[]): number[] {
  const varies = (i: number): boolean => new Set(rows.map(row => row[i] ?? null)).size > 1;
  const numbers = columns.map((_, i) => i);
  const kinds = numbers.filter(i => columns[i]?.kind === 'set' && varies(i));
  const settings =
    kinds.length > 0 ? kinds : numbers.filter(i => columns[i]?.kind === 'value' && varies(i));
  const results = drawn.flatMap(metric => {
    const best = columns.findIndex(
      ({ kind, name }) => kind === 'metric' && name === `best ${metric}`
    );
    const last = columns.findIndex(({ kind, name }) => kind === 'metric' && name === metric);
    return [best >= 0 ? best : last].filter(i => i >= 0);
  });
  return [...settings.slice(0, MOST_AXES - results.length), ...results];
}

function unlessAll(axis: Axis, brush: Brush): Brush | null {
  return brush.low === 0 && brush.high === axis.stops.length - 1 ? null : brush;
}

function placesOf(stops: Item[]): number[] {
  const numbers = stops.filter(stop => typeof stop === 'number');
  const [low, high] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  if (numbers.length < stops.length || low === high) {
    return stops.map((_, i) => (stops.length > 1 ? i / (stops.length - 1) : 0.5));
  }
  const log = low > 0 && high / low >= LOG_FROM;
  const scale = log ? Math.log : (value: number): number => value;
  return numbers.map(value => (scale(value) - scale(low)) / (scale(high) - scale(low)));
}
