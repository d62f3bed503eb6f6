/*
 * What a program that reads screenshots takes one letter for: `Connecti0n`, `Unab1e`, `l0.0.0.4`. Only words of ssh's own
 * messages are put right, and addresses beside them.
 */
const vocabulary = `Connection Operation Network Permission Host connect connection closed reset refused denied timed out unreachable
  resolve hostname host port remote kex_exchange_identification ssh_exchange_identification Could Name service known route Unable to
  negotiate with no No not matching key exchange method found Their offer type cipher banner by from read peer during verification failed
  publickey password keyboard-interactive identification Received disconnect Too many authentication failures Disconnected invalid format
  client_loop send Broken pipe Temporary failure in name resolution Bad owner or permissions on`;

/** Letters that look alike are one. */
function look(word: string): string {
  return word
    .replaceAll(/[1Il|!]/g, 'i')
    .replaceAll(/[0Oo]/g, 'o')
    .replaceAll(/[5S]/g, 's');
}

let known: ReadonlyMap<string, string> | null = null;

function words(): ReadonlyMap<string, string> {
  known ??= new Map(vocabulary.split(/\s+/).map((word) => [look(word), word]));
  return known;
}

/** A digit or a stroke within a word of letters. */
const odd = /(?<![\w.@/-])[A-Za-z_]*[015|!][a-z_]+[\w-]*|(?<![\w.@/-])[A-Za-z_]+[015|!](?![\w.-])/g;
const address = /(?<![\w.])[\dlIO]{1,3}(?:\.[\dlIO]{1,3}){3}(?![\w.])/g;
/** A screenshot shows no more. */
const most = 100;

/** The lines as they stood on the screen; null where no word was misread. */
export function reread(lines: readonly string[]): readonly string[] | null {
  if (lines.length > most || !lines.some((line) => line.length < 400 && line.search(odd) >= 0)) return null;
  let found = 0;
  const mended = lines.map((line) =>
    line.replaceAll(odd, (word) => {
      const own = words().get(look(word));
      if (own === undefined || own === word) return word;
      // A short one may be the name of a host.
      if (own.length > 5) found += 1;
      return own;
    }),
  );
  if (found === 0) return null;
  return mended.map((line) => line.replaceAll(address, (text) => text.replaceAll(/[lI]/g, '1').replaceAll('O', '0')));
}
