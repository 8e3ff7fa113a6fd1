import type { Position } from '../source/text.js';
import type { CheckpointMention } from './facts.js';
import type { StringPlace } from './lower/module.js';
import { mentionsInText } from './mentions.js';

/** @param at the position of an offset in `text` */
export function mentionsIn(
  text: string,
  place: StringPlace,
  at: (offset: number) => Position,
): readonly CheckpointMention[] {
  // No id is shorter than its call; most strings are.
  if (place.end - place.start < 12) return [];
  return mentionsInText(text.slice(place.start, place.end)).map(({ id, via, receiver, offset, length }) => {
    const start = place.start + offset;
    return { start, end: start + length, ...at(start), id, via, receiver, scope: place.scope };
  });
}
