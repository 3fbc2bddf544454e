/**
 * Run on the machine of a network world: opens a sandbox host there, and says what programs in sandboxes of each reach say. Arguments: a
 * Python interpreter, the folder of clients, then the targets for reach.py.
 */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { silentLogger } from '../../../src/base/logger.ts'
import { openSandboxHost } from '../../../src/sandbox/index.ts'

const [python = '', clients = '', ...targets] = process.argv.slice(2)
const folder = process.env.HOME ?? '/tmp'
const host = await openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run') })
const api = join(folder, 'api.sock')
const server = createServer((socket) => socket.end('api\n')).listen(api)
const limits = { memoryBytes: 256 << 20, processes: 64, openFiles: 256, cpus: 1, tmpBytes: 16 << 20 }
const said: Record<string, unknown> = {
  network: host.protections.find(({ name }) => name === 'network')?.active,
}
for (const reach of ['none', 'outside', 'host'] as const) {
  const sandbox = await host.create({ label: reach, mounts: [{ source: clients, target: '/var/runtime' }] })
  // Runs before it is known what it may reach.
  const early = await sandbox.start({
    command: [
      python,
      '-c',
      "import socket\nwhile True:\n  s = socket.socket(fileno=3)\n  s.recv(1)\n  try: r = socket.create_connection(('127.0.0.1', 9001)).recv(9).decode().strip()\n  except OSError as e: r = str(e)\n  s.send(r.encode())\n  s.detach()",
    ],
    env: {},
    workingDirectory: '/tmp',
    channels: 1,
  })
  const [channel] = early.channels
  const ask = async () => {
    const answer = new Promise<string>((resolve) => channel?.once('data', (bytes) => resolve(String(bytes))))
    channel?.resume()
    channel?.write('?')
    return await answer
  }
  const before = await ask()
  await sandbox.assign({
    mounts: [],
    limits,
    network: { reach },
    forwards: [{ name: 'api', port: 9001, socketPath: api }],
  })
  const after = await ask()
  const client = await sandbox.start({
    command: [python, '/var/runtime/reach.py', ...targets],
    env: {},
    workingDirectory: '/tmp',
    channels: 0,
  })
  said[reach] = { before, after, lines: (await text(client.output)).trimEnd().split('\n') }
  await sandbox.stop()
}
server.close()
await host.close()
process.stdout.write(JSON.stringify(said))
