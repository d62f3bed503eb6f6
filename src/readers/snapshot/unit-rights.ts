import type { ObservationMap } from '../../model/observation.ts';

/** Of a unit, by `systemctl show`: `Name=value`. */
type Properties = ReadonlyMap<string, string>;
type Withheld = NonNullable<ObservationMap['server.unit']['withholds']>;

/**
 * What the unit keeps from sshd of all that it takes to start and to listen at `port` (systemd.exec(5),
 * systemd.resource-control(5)). An older systemd shows fewer of these.
 */
export function withheld(property: Properties, port: number): { readonly withholds?: Withheld } {
  const found: Withheld | undefined =
    user(property) ??
    configuration(property) ??
    call(property) ??
    family(property) ??
    (port < 1024 ? capability(property) : undefined) ??
    bound(property, port);
  return found === undefined ? {} : { withholds: found };
}

/** A list of what is allowed or, behind `~`, of what is not; `~` alone is no list at all. */
function lacks(list: string | undefined, word: string): boolean {
  if (list === undefined || list === '') return false;
  const words = new Set(list.replace(/^~/, '').split(/\s+/));
  return list.startsWith('~') ? words.has(word) : !words.has(word);
}

/** The private keys of the host are root's alone. */
function user(property: Properties): Withheld | undefined {
  return /^(?:root|0)?$/.test(property.get('User') ?? '') ? undefined : 'root';
}

/** `-` before a path: it need not be there; `:` behind it: options of the mount that hides it. */
function configuration(property: Properties): Withheld | undefined {
  const hidden = `${property.get('InaccessiblePaths') ?? ''} ${property.get('TemporaryFileSystem') ?? ''}`;
  const paths = hidden.split(/\s+/).map((word) => word.replace(/^[-+]+/, '').replace(/:.*/, ''));
  return paths.some((path) => /^\/etc(?:\/ssh(?:\/sshd_config)?)?\/?$/.test(path)) ? 'sshd_config' : undefined;
}

/** With one family left sshd listens by that one. */
function family(property: Properties): Withheld | undefined {
  const families = property.get('RestrictAddressFamilies');
  return lacks(families, 'AF_INET') && lacks(families, 'AF_INET6') ? 'AF_INET' : undefined;
}

/** In a user namespace of its own root has no rights over the network of the host (user_namespaces(7)). */
function capability(property: Properties): Withheld | undefined {
  const kept = property.get('CapabilityBoundingSet');
  const bounded = kept !== undefined && !kept.split(/\s+/).includes('cap_net_bind_service');
  const apart = property.get('PrivateUsers') === 'yes' && property.get('PrivateNetwork') !== 'yes';
  return bounded || apart ? 'CAP_NET_BIND_SERVICE' : undefined;
}

/** Where the filter returns an error, its own or that of one call, sshd lives on and complains. */
function call(property: Properties): Withheld | undefined {
  const filter = property.get('SystemCallFilter') ?? '';
  const number = property.get('SystemCallErrorNumber') ?? '';
  const returns = /^[1-9]\d*$/.test(number) && number !== killed;
  return calls.find((name) => new RegExp(`^~.*\\b${name}:E\\w+`).test(filter) || (returns && lacks(filter, name)));
}

const calls = ['socket', 'bind', 'listen'] as const;
/** What systemd shows in the place of an error number. */
const killed = '2147483646';

/** `[FAMILY:][PROTOCOL:]PORTS` or `any`: what is denied and not allowed as well. */
function bound(property: Properties, port: number): Withheld | undefined {
  const names = (list: string | undefined): boolean => (list ?? '').split(/\s+/).some((rule) => isFor(rule, port));
  return names(property.get('SocketBindDeny')) && !/\S/.test(property.get('SocketBindAllow') ?? '')
    ? 'bind'
    : undefined;
}

function isFor(rule: string, port: number): boolean {
  if (rule === 'any' || rule === 'tcp') return true;
  const [, from = '', to = from] = /^(?:tcp:)?(\d+)(?:-(\d+))?$/.exec(rule) ?? [];
  return from !== '' && Number(from) <= port && port <= Number(to);
}
