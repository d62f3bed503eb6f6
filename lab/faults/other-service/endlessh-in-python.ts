import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

const tarpit = `import asyncio, random
async def trap(_, out):
    try:
        while True:
            await asyncio.sleep(10)
            out.write(b'%x\\r\\n' % random.randint(0, 2**32))
            await out.drain()
    except ConnectionError:
        pass
async def main():
    server = await asyncio.start_server(trap, '0.0.0.0', 22)
    async with server:
        await server.serve_forever()
asyncio.run(main())
`;

export const fault: Fault = {
  id: 'endlessh-in-python',
  title: 'a tarpit in Python, whose first line comes after ten seconds',
  releases: ['trixie'],
  truth: {
    causes: ['tarpit'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    host.write('/opt/endlessh.py', tarpit);
    await serve(host, 22, '/usr/bin/python3 -u /opt/endlessh.py');
  },
};
