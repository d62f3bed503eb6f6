import type { Facts } from '../model/observation.ts';
import type { Symptom } from '../model/stage.ts';
import { printable } from '../model/text.ts';
import { observed } from './facts.ts';
import { hopAsksPerson } from './hop.ts';

/** What a person is told of a symptom whose cause is not determined. */
const sentences: Partial<Record<Symptom, string>> = {
  'config.invalid': 'Your own ssh refuses its configuration, so nothing was sent.',
  'config.denied': 'Your own ssh refuses one of its files for its owner or mode, so nothing was sent.',
  'config.failed': 'The way to {host} leads through a helper or another host, and that one fails first.',
  'config.silent': 'Your ssh hands the connection to an earlier one that no longer answers.',
  'name.not-found': 'Nobody knows a host named {host}.',
  'name.no-answer': 'The name {host} could not be looked up: no name server gives an answer.',
  'name.failed': 'The name {host} could not be looked up.',
  'name.invalid': '{host} is no valid name of a host.',
  'route.unreachable': 'There is no way from here to {address}: a device says that it cannot be reached.',
  'route.prohibited': 'A device on the way forbids connections to {place}.',
  'tcp.refused': 'Connections to {place} are refused.',
  'tcp.timeout': 'Nothing answers at {place}.',
  'tcp.reset': 'The connection to {place} is cut while it opens.',
  'tcp.failed': 'The connection to {place} cannot be opened.',
  'identification.closed': 'The server takes the call and hangs up before saying who it is.',
  'identification.reset': 'The server takes the call and cuts it off before saying who it is.',
  'identification.silent': 'The server takes the call and then says nothing.',
  'identification.not-ssh': 'Something answers at {service}, but it does not speak SSH.',
  'identification.invalid': 'What answers at {service} identifies itself in a way that your ssh does not take.',
  'identification.slow': 'What answers at {service} keeps sending text and never identifies itself.',
  'identification.failed': 'The server takes the call, and no version line of it comes.',
  'kex.closed': 'The server identifies itself and hangs up before any keys are agreed.',
  'kex.reset': 'The server identifies itself, and the connection is cut before any keys are agreed.',
  'kex.silent': 'The server identifies itself, and then nothing more arrives.',
  'kex.no-match': 'Your ssh and the server have no algorithm in common.',
  'kex.invalid': 'What arrives after the version line is no valid SSH.',
  'kex.failed': 'The key exchange fails.',
  'hostkey.changed': "The server shows another key than the one you know: don't log in before you know why.",
  'hostkey.unknown': "The server's key is not known here, and your settings refuse unknown keys.",
  'hostkey.revoked': "The server's key is revoked.",
  'hostkey.failed': "The server's key is not accepted.",
  'auth.denied': 'The server is reached and safe to talk to, but it does not let {user} in.',
  'auth.closed': 'The server hangs up during the login.',
  'auth.reset': 'The connection is cut during the login.',
  'auth.silent': 'The login gets no answer.',
  'auth.failed': 'The server ends the login attempt.',
  'session.closed': 'The login works, and the server ends the session.',
  'session.reset': 'The login works, and then the connection is cut.',
  'session.silent': 'The login works, and then nothing more arrives.',
  'session.denied': 'The login works, and the server refuses to start a session.',
  'session.failed': 'The login works, but the command that was asked for does not run.',
};

/** The symptom in a sentence, with what the comparison adds to it. */
export function summaryOf(symptom: Symptom, facts: Facts): string {
  const local = observed(facts, 'tcp.connect').some((o) => o.value.outcome !== 'open' && o.value.answer === 'local');
  if (symptom === 'route.prohibited' && local) return 'This machine itself forbids the connection to {place}.';
  if (symptom === 'route.unreachable' && local) return 'This machine itself says that {address} cannot be reached.';
  if (symptom === 'config.failed' && hopAsksPerson(facts))
    return 'The jump host {hop} takes no key that it was shown and asks for a password, which is never sent: nothing beyond it was tried.';
  if (symptom === 'name.not-found' && ofOneFamily(facts))
    return 'No address of {host} is known here of the only kind that your settings allow (AddressFamily, -4 or -6).';
  const sentence = sentences[symptom] ?? `The connection stops at the stage ${symptom.split('.')[0]}.`;
  // What holds only now and then says nothing of the host as a whole.
  if (observed(facts, 'attempt').some((o) => o.value.ok)) return sentence;
  const letIn = observed(facts, 'tcp.connect').some((o) => o.value.outcome === 'open');
  if (symptom === 'tcp.timeout' && letIn)
    return 'Your ssh gets no answer from {place}, where another connection opens at once.';
  const alive = observed(facts, 'host.alive').some((o) => o.value.by !== 'ssh');
  if (symptom === 'tcp.refused' && alive) return 'The host is up, but nothing accepts SSH connections on port {port}.';
  if (symptom === 'tcp.timeout' && alive) {
    return 'Something throws your packets away: port {port} stays silent while the host answers elsewhere.';
  }
  if (symptom === 'tcp.timeout' && facts.covered.has('tcp.control')) {
    return 'Nothing at all answers from {address}: not on port {port}, and on no other port that was tried.';
  }
  return sentence;
}

function ofOneFamily(facts: Facts): boolean {
  return observed(facts, 'config.setting').some(
    ({ value: { keyword, value } }) => keyword === 'addressfamily' && value !== 'any',
  );
}

/** Fills `{host}`, `{port}`, `{user}`, `{address}`, of addresses that differ `{dead}` and `{live}`, of a hop that fails `{hop}` and `{hopwhy}`, `{resolver}`: who looks the name up, `{forwarder}`: who does not lead on, `{place}` and `{service}`: address or host, with the port. */
export function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(
    /\{(host|port|user|address|dead|live|hop|hopwhy|place|service|resolver|forwarder)\}/g,
    (all, name: string, offset: number) => {
      const word = words[name] ?? all;
      return offset === 0 && unnamed.has(word) ? `T${word.slice(1)}` : word;
    },
  );
}

/** What stands in a sentence for a name that is not known, and in a command for the one to put there. */
const unnamed: ReadonlyMap<string, string> = new Map([
  ['the host', 'HOST'],
  ['the server', 'HOST'],
  ['the user', 'USER'],
]);

/** What a shell takes as one word, as it stands. */
const plain = /^[\w@%+=:,./[\]-]+$/;

/**
 * The same for a command, which people paste: a name from a log or a banner is anybody's, so the shell gets it as one word,
 * in whichever quotes the template has around it. One that would act as an option, or cannot be shown, is left to the reader.
 */
export function fillCommand(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z]+)\}/g, (all, name: string, offset: number) => {
    const word = Object.hasOwn(words, name) ? words[name] : undefined;
    if (word === undefined) return all;
    const named = unnamed.get(word) ?? word;
    const unfit = named.startsWith('-') || printable(named, named.length) !== named;
    return unfit ? name.toUpperCase() : quotedIn(quoteAt(template.slice(0, offset)), named);
  });
}

type Quote = '"' | "'" | '';

/** Which quotation marks of the shell are open where the text ends; in `$(` it begins anew. */
function quoteAt(text: string): Quote {
  const open: Quote[] = [''];
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const now = open.at(-1);
    if (now === "'") {
      if (char === "'") open.pop();
    } else if (char === '\\') i++;
    else if (text.startsWith('$(', i)) open.push('');
    else if (char === ')' && now === '' && open.length > 1) open.pop();
    else if (char === now) open.pop();
    else if (char === '"' || (char === "'" && now === '')) open.push(char);
  }
  return open.at(-1) ?? '';
}

function quotedIn(open: Quote, word: string): string {
  if (plain.test(word)) return word;
  if (open === '"') return word.replace(/["$`\\]/g, '\\$&');
  const inner = word.replaceAll("'", "'\\''");
  return open === "'" ? inner : `'${inner}'`;
}
