/** Quantities as people read them. */
import type { Locale } from '../words/locale.ts';

const units: Readonly<Record<Locale, readonly [string, string, string, string]>> = {
  en: [' d', ' h', ' min', ' s'],
  'zh-CN': [' 天', ' 小时', ' 分', ' 秒'],
};

/** The two largest parts of a time span in milliseconds: `3 min 12 s`, `2 h 5 min`. Negative spans are 0 s. */
export function duration(milliseconds: number, locale: Locale): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const first = parts.findIndex((part) => part > 0);
  if (first === -1) return `0${units[locale][3]}`;
  return [first, first + 1]
    .filter((index) => (parts[index] ?? 0) > 0)
    .map((index) => `${parts[index]}${units[locale][index] ?? ''}`)
    .join(' ');
}

/** Milliseconds below a second, seconds above: `210 ms`, `1.25 s`. */
export const latency = (milliseconds: number): string =>
  milliseconds < 1000 ? `${round(milliseconds, 0)} ms` : `${round(milliseconds / 1000, 2)} s`;

/** A percentage with at most so many decimals: `49.8 %`. */
export const percent = (value: number, decimals = 1): string => `${round(value, decimals)} %`;

/** A percentage with exactly one decimal, for numbers that change before one's eyes: `50.0 %`. */
export const steadyPercent = (value: number): string => `${value.toFixed(1)} %`;

/** Thousands apart: `1,204`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** Local time of day of a moment in milliseconds since the epoch: `09:41:02`. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Local date and time: `2026-11-21 09:41:02`. */
export function dateAndTime(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${day.join('-')} ${timeOfDay(at)}`;
}

const round = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));
