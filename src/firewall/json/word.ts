/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Deeper than this nothing of libnftables-json(5) goes. */
export const maxDepth = 24;
/** As much is shown of what is not understood. */
const shown = 200;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Its own field of this name, whatever the object inherits. */
export function own(object: Fields, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The only field of an object: its name and what is in it. Null: there are none, or several. */
export function only(value: unknown): readonly [string, unknown] | null {
  if (!isObject(value)) return null;
  const [field, ...more] = Object.entries(value);
  return field === undefined || more.length > 0 ? null : field;
}

/** In quotes, without what would end them: nft(8) knows no escapes. */
export function quoted(text: string): string {
  return `"${text.replace(/"/g, "'").replace(/[\0-\x1f\x7f\u2028\u2029]/g, ' ')}"`;
}

/** A name or a value: in quotes where it could not be one word. */
export function word(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return notUnderstood(value);
  return /^[\w.:*/\\+@%-]+$/.test(value) ? value : quoted(value);
}

/** What nobody knows how to say in the words of nft(8): its JSON, which no reader of those takes for anything. */
export function notUnderstood(value: unknown): string {
  const text = json(value, 0, { left: shown });
  return text.startsWith('{') ? text : `{ ${text} }`;
}

/** Braces are always closed; what is too long or too deep is dots. */
function json(value: unknown, depth: number, room: { left: number }): string {
  if (room.left <= 0 || depth > maxDepth) return '"..."';
  if (typeof value === 'string') {
    const text = quoted(value.slice(0, room.left));
    room.left -= text.length;
    return text;
  }
  if (typeof value !== 'object' || value === null) {
    room.left -= 4;
    return String(value);
  }
  const parts: string[] = [];
  const fields: readonly (readonly [string, unknown])[] = Object.entries(value);
  for (const [key, field] of fields) {
    if (room.left <= 0) {
      parts.push('"..."');
      break;
    }
    parts.push(
      Array.isArray(value)
        ? json(field, depth + 1, room)
        : `${json(key, depth, room)}: ${json(field, depth + 1, room)}`,
    );
  }
  return Array.isArray(value) ? `[ ${parts.join(', ')} ]` : `{${parts.join(', ')}}`;
}
