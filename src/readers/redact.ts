import type { Json } from '../model/json.ts';

/** Secrets as they stand in command lines, addresses and files. The word before them stays. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '$1 *** $2'],
  [/(sshpass\s+-p\s*)(?:'[^']*'|"[^"]*"|\S+)/g, '$1***'],
  [/(\s-pw\s+)(?:'[^']*'|"[^"]*"|\S+)/g, '$1***'],
  [/(:\/\/[^\s:@/]{1,200}:)[^\s@/]{1,200}(@)/g, '$1***$2'],
  [
    /((?:password|passwd|passphrase|secret|token|api[_-]?key)[ \t]*[=:][ \t]*)(?:'[^']+'|"[^"]+"|[^\s'",;]+)/gi,
    '$1***',
  ],
  [/(Authorization:\s*\w+\s+|Bearer\s+)[\w.~+/=-]{8,}/gi, '$1***'],
];

/** Text without secrets. Done before anything is judged or written, so that now and later are the same. */
export function redactText(text: string): string {
  return secrets.reduce((t, [pattern, into]) => t.replace(pattern, into), text);
}

/** The same for every text in a value. */
export function redact(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((v: Json) => redact(v));
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, redact(v as Json)]));
}
