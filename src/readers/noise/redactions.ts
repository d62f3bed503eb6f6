/*
 * What people put in the place of names and numbers before they show a text.
 */

const placed = /\b(host|hostname|by|to|from|with) ([<[{(][\w .-]{1,60}[>\]})])/g;
const user = /([<[{(][\w .-]{1,60}[>\]})])(?=@)|(?<=@)([<[{(][\w .-]{1,60}[>\]})])/g;
const port = /\bport (?:[xX]{1,6}|\*{1,6}|#{1,6}|\?{1,6}|[<[{(][\w .-]{1,30}[>\]})]|REDACTED)(?=[\s:.,]|$)/g;

/** A runner puts stars over what is secret to it; other clients than ssh name the place in other words. */
const starred = /(?<=\b(?:dial tcp|lookup|on|connect E[A-Z]+|for) )\*{2,}(?=[:,.\s]|$)/g;

/** One word for one thing, as ssh prints it. A port that is not told is 0. */
export function whole(text: string): string {
  if (!/[<[{(]|\*\*|port [xX*#?R]/.test(text)) return text;
  const word = (what: string): string => what.replace(/ +/g, '-');
  return text
    .replace(placed, (_, before: string, what: string) => `${before} ${word(what)}`)
    .replace(user, word)
    .replace(starred, 'hidden')
    .replace(port, 'port 0');
}
