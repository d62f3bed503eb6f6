import { homedir, userInfo } from 'node:os';
import type { Platform } from '../model/platform.ts';

/** Who runs this, and on what. */
export function me(): Pick<Platform, 'os' | 'home' | 'userName'> {
  return { os: osOf(process.platform), home: homedir(), userName: userNameOf() };
}

function osOf(name: string): Platform['os'] {
  return name === 'linux' || name === 'darwin' || name === 'win32' || name === 'freebsd' ? name : 'other';
}

/** A user id without an account (containers) makes userInfo throw; that is no bug of ours. */
function userNameOf(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? '';
  }
}
