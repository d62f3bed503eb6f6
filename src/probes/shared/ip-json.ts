/** A row of `ip -j route get`, as far as it is asked about (ip-route(8)). */
export interface Route {
  readonly type?: string;
  readonly gateway?: string;
  readonly via?: { readonly host?: string };
  readonly dev?: string;
  readonly prefsrc?: string;
}

/** What `ip -j` prints; nothing where it prints no JSON, as that of BusyBox. */
export function rows<T>(text: string): readonly T[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as T[]) : [];
  } catch {
    return [];
  }
}
