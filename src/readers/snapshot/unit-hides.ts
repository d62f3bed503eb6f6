import type { ServerView } from '../../model/part.ts';

/** Of a unit, by `systemctl show`: `Name=value`. */
type Properties = ReadonlyMap<string, string>;

/** What of this account, a line of passwd(5), the unit hides from sshd and all that it starts (systemd.exec(5)). */
export function hidden(
  property: Properties,
  account: string,
): { readonly hidesHomes?: string; readonly hidesShell?: string } {
  const [, , , , , home = '', shell = ''] = account.split(':');
  const gone = takenAway(property);
  const homes = protectedHomes(property, home) ?? gone.find((path) => home !== '' && covers(path, home));
  const hidesShell = gone.find((path) => namesOf(shell).some((name) => covers(path, name)));
  return { ...(homes === undefined ? {} : { hidesHomes: homes }), ...(hidesShell === undefined ? {} : { hidesShell }) };
}

/** With `read-only` they are seen, and a home elsewhere always is. */
function protectedHomes(property: Properties, home: string): string | undefined {
  const protect = property.get('ProtectHome') ?? '';
  return /^\/(?:home|root|run\/user)(?:\/|$)/.test(home) && /^(?:yes|tmpfs)$/.test(protect) ? protect : undefined;
}

/** `-` and `+` before a path say what else it may be; behind `:` stand options. What is mounted at its own place below comes back. */
function takenAway(property: Properties): readonly string[] {
  const words = (name: string): readonly string[] =>
    (property.get(name) ?? '').split(/\s+/).filter((word) => word !== '');
  if (words('BindPaths').length + words('BindReadOnlyPaths').length > 0) return [];
  return [...words('InaccessiblePaths'), ...words('TemporaryFileSystem')].map((word) =>
    word
      .replace(/^[-+]+/, '')
      .replace(/:.*/, '')
      .replace(/(.)\/$/, '$1'),
  );
}

function covers(path: string, file: string): boolean {
  return path.length > 1 && (file === path || file.startsWith(`${path}/`));
}

/** Where /bin is a link to /usr/bin a program has two names. */
function namesOf(shell: string): readonly string[] {
  return /^\/s?bin\//.test(shell) ? [shell, `/usr${shell}`] : [shell];
}

/** The unit of sshd shows it something else at this path than the console sees: BindPaths, `[-]SOURCE[:PLACE[:OPTIONS]]`. */
export function isBoundOver(server: ServerView, path: string): boolean {
  const lines = server.all('unit:ssh*').flatMap((section) => section.lines);
  const words = lines.flatMap((line) => /^Bind(?:ReadOnly)?Paths=(.*)$/.exec(line)?.[1]?.split(/\s+/) ?? []);
  return words.some((word) => {
    const [source = '', place = source] = word.replace(/^-/, '').split(':');
    return place !== source && covers(place, path);
  });
}
