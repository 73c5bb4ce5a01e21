/** Numbers as people read them. */

/** Four significant digits, without the noise of an exponent where none is needed. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return value === Infinity ? '∞' : value === -Infinity ? '−∞' : '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(2).replace(/\.?0*e\+?/, 'e');
  }
  return String(Number(value.toPrecision(4)));
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const rest = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** An integer with thin spaces between groups of three digits. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return '–';
  }
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Bytes: 812 B, 12.3 kB, 4.5 MB. */
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1);
  const value = count / 1000 ** power;
  return `${power > 0 && value < 100 ? value.toFixed(1) : value.toFixed(0)} ${units[power] ?? ''}`;
}

/** Operations in four digits: `850`, `12.35 k`, `7.775 G`; `?` where they are not known. */
export function formatFlops(count: number | null | undefined): string {
  if (count === null || count === undefined) {
    return '?';
  }
  return scaled(count, 1000, ['', 'k', 'M', 'G', 'T']);
}

/** Memory in powers of 1024, as summaries have it. */
export function formatMemory(count: number | null | undefined): string {
  if (count === null || count === undefined) {
    return '?';
  }
  return count === 0 ? '0' : scaled(count, 1024, ['B', 'KB', 'MB', 'GB', 'TB']);
}

/** A short time: `123 µs`, `1.23 ms`, `2.5 s`. */
export function formatTime(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) {
    return '?';
  }
  return seconds === 0 ? '0' : scaled(seconds * 1e6, 1000, ['µs', 'ms', 's'], 3);
}

function scaled(value: number, base: number, units: string[], digits = 4): string {
  let power = 0;
  let size = value;
  while (size >= 0.99995 * base && power < units.length - 1) {
    size /= base;
    power++;
  }
  return `${Number(size.toPrecision(digits))} ${units[power] ?? ''}`.trim();
}
