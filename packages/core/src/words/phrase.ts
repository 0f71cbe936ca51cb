/** Words for people that are no findings: both languages side by side, so that a missing one is a type error. */
import type { Text, Worded } from '../finding/define.ts';

/** A sentence with typed parameters. */
export const phrase = <P>(both: Worded<P>): Worded<P> => both;

/** A sentence without parameters. */
export const text = (en: string, zh: string): Text => ({ en, 'zh-CN': zh });

/** `1 route`, `2 routes`, `0 routes`. */
export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
