import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';

/** The address that this machine would send from. Nothing is sent: a datagram socket is only connected. */
export function sourceFor(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    if (isIP(address) === 0) {
      resolve(null);
      return;
    }
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
    const give = (source: string | null): void => {
      socket.close();
      resolve(source);
    };
    socket.once('error', () => give(null));
    socket.connect(9, address, () => give(socket.address().address));
  });
}
