/**
 * What leaves a sandbox and what does not, with real clients in a sandbox's network (see network-world.ts). Each client prints lines; what
 * they must say is here.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  addresses,
  type CommandOptions,
  missingForWorld,
  type NetworkWorld,
  startWorld,
} from '../../support/network-world.ts'

const missing = missingForWorld()
const clients = join(import.meta.dirname, 'clients')
const { outside, outsideV6, machine, machineV6 } = addresses
let world: NetworkWorld

/** The path of a program, or undefined. Asked of the program itself: what is on the PATH may be a script that finds it. */
function find(command: string, ...words: string[]): string | undefined {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

const python = find('python3', '-c', 'import sys; print(sys.executable)')
const compiler = find('sh', '-c', 'command -v cc')
const go = find('sh', '-c', 'command -v go')
const java = find('java', '-version') === undefined ? undefined : 'java'
const curl = find('sh', '-c', 'command -v curl')

async function lines(options: CommandOptions, command: readonly string[]): Promise<string[]> {
  const { output, errors } = await world.run(options, command)
  assert.equal(errors, '')
  return output.trimEnd().split('\n')
}

/** What trying to connect to each says. */
async function tries(
  reach: CommandOptions['reach'],
  targets: ReadonlyArray<readonly [string, number]>,
): Promise<string[]> {
  const words = targets.flatMap(([host, port]) => [host, String(port)])
  const said = await lines({ reach }, [python ?? '', join(clients, 'reach.py'), ...words])
  return said.map((line) => line.split(' ').slice(2).join(' '))
}

describe('the network of sandboxes', { skip: missing ?? false }, () => {
  before(async () => {
    world = await startWorld()
  })
  after(() => world?.stop())

  describe('by Python', { skip: python === undefined && 'there is no Python' }, () => {
    it('with reach outside, all but the host, link-local and metadata addresses', async () => {
      const expected = [
        [outside, 8000, 'connected'],
        [outsideV6, 8000, 'connected'],
        [addresses.public, 80, 'connected'],
        [addresses.private, 80, 'connected'],
        ['example.com', 8000, 'connected'],
        // A name of this machine: the sandbox itself, where nothing listens.
        ['pets.execute-api.us-east-1.LocalHost', 8000, 'ECONNREFUSED'],
        [`::ffff:${outside}`, 8000, 'connected'],
        [outside, 1, 'ECONNREFUSED'],
        [machine, 8100, 'ECONNREFUSED'],
        [machineV6, 8100, 'ECONNREFUSED'],
        ['127.0.0.1', 8100, 'ECONNREFUSED'],
        ['127.0.0.53', 53, 'ECONNREFUSED'],
        ['::1', 8100, 'ECONNREFUSED'],
        ['0.0.0.0', 8100, 'ECONNREFUSED'],
        [`::ffff:${machine}`, 8100, 'ECONNREFUSED'],
        ['::ffff:127.0.0.1', 8100, 'ECONNREFUSED'],
        ['::ffff:169.254.169.254', 80, 'ENETUNREACH'],
        [addresses.metadata, 80, 'ENETUNREACH'],
        [addresses.metadataV6, 80, 'ENETUNREACH'],
        [addresses.alibabaMetadata, 80, 'ENETUNREACH'],
        ['169.254.169.253', 80, 'ENETUNREACH'],
        ['64:ff9b::7f00:1', 8100, 'ENETUNREACH'],
        ['64:ff9b::a9fe:a9fe', 80, 'ENETUNREACH'],
        ['64:ff9b::c612:701', 8100, 'ENETUNREACH'],
        ['2002:c612:701::1', 8100, 'ENETUNREACH'],
        ['2002:7f00:1::1', 8100, 'ENETUNREACH'],
        ['::7f00:1', 8100, 'ENETUNREACH'],
        ['fe80::1', 80, 'ENETUNREACH'],
        ['ff02::1', 80, 'ENETUNREACH'],
        ['0.1.2.3', 80, 'ENETUNREACH'],
        ['224.0.0.1', 80, 'ENETUNREACH'],
        ['255.255.255.255', 80, 'ENETUNREACH'],
        ['198.18.7.255', 80, 'ENETUNREACH'],
      ] as const
      const said = await tries(
        'outside',
        expected.map(([host, port]) => [host, port]),
      )
      assert.deepEqual(
        expected.map(([host, port], index) => [host, port, said[index]]),
        expected,
      )
    })

    it('with reach none, nothing but its own loopback', async () => {
      const targets = [
        [outside, 8000],
        [machine, 8100],
        [outsideV6, 8000],
        ['127.0.0.1', 8100],
        [addresses.metadata, 80],
      ] as const
      assert.deepEqual(await tries('none', targets), [
        'ENETUNREACH',
        'ENETUNREACH',
        'ENETUNREACH',
        'ECONNREFUSED',
        'ENETUNREACH',
      ])
      const said = await lines({ reach: 'none' }, [
        python ?? '',
        join(clients, 'datagrams.py'),
        outside,
        outsideV6,
        machine,
      ])
      assert.deepEqual(
        said.filter((line) => !/ENETUNREACH$/.test(line)),
        ['inside: own', 'machine loopback: ECONNREFUSED'],
      )
    })

    it('with reach public, no private addresses', async () => {
      const targets = [
        [addresses.public, 80],
        [addresses.private, 80],
        [outsideV6, 8000],
        ['64:ff9b::a14:1e28', 80],
      ] as const
      assert.deepEqual(await tries('public', targets), [
        'connected',
        'ENETUNREACH',
        'ENETUNREACH',
        'ENETUNREACH',
      ])
    })

    it('with reach host, also the host, and its loopback where nothing inside listens', async () => {
      const targets = [
        [machine, 8100],
        ['127.0.0.1', 8100],
        ['::1', 8100],
        [addresses.metadata, 80],
        ['127.0.0.1', 1],
      ] as const
      assert.deepEqual(await tries('host', targets), [
        'connected',
        'connected',
        'connected',
        'connected',
        'ECONNREFUSED',
      ])
    })

    it('sockets behave around connect as without a sandbox', async () => {
      const said = await lines({ reach: 'outside' }, [
        python ?? '',
        join(clients, 'sockets.py'),
        outside,
        machine,
      ])
      assert.deepEqual(said, [
        "options: [1, 1, 77, 'hello']",
        'inheritable: True',
        "nonblocking: ['EINPROGRESS', True, 'EISCONN', 'hello']",
        'nonblocking_refused: ECONNREFUSED',
        "retried: ['hello', 'inside', 'hello']",
        "copied: ['hello', 'hello', True]",
        "watched: [1, 'seen']",
        "watched_edge: [1, 'seen']",
        'passed: 0',
        "timed_out: ['EINPROGRESS', True]",
        "interrupted: ['interrupted', True]",
        'at_once: True',
        'server: mine',
        "unix: [True, '0o700', True, '0o700', True]",
        'unix_full: accepted',
        "stays_out: ['EINVAL', 'EINVAL', 'ECONNREFUSED', 'ECONNREFUSED', 'ENOTSUP', 'ENOPROTOOPT', 'EPERM']",
        "kinds: ['EPERM', 'EAFNOSUPPORT', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EPROTONOSUPPORT', 'EAFNOSUPPORT', 'ENOSYS']",
        "wrong: ['EINVAL', 'EINVAL', 'EINVAL', 'EFAULT', 'EBADF', 'ENOTSOCK', 'EAFNOSUPPORT', 'EAFNOSUPPORT']",
      ])
    })

    it('carries datagrams, and refuses those that may not leave', async () => {
      const said = await lines({ reach: 'outside' }, [
        python ?? '',
        join(clients, 'datagrams.py'),
        outside,
        outsideV6,
        machine,
      ])
      assert.deepEqual(said, [
        'unconnected: 3 one from 198.18.7.2:9000',
        'large: 60006',
        'connected: 3 two',
        'IPv6: ENETUNREACH',
        'message: 5 three',
        'two: 2',
        'inside: own',
        'many: 700',
        'disconnected: 4 four',
        'nobody there: ECONNREFUSED',
        'machine: ECONNREFUSED',
        'machine loopback: ECONNREFUSED',
        'metadata: ECONNREFUSED',
        'multicast: timeout',
      ])
    })

    it('whole sandboxes: from start to assignment to use', async () => {
      const usable = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : (python ?? '')
      const targets = [
        outside,
        '8000',
        machine,
        '8100',
        '127.0.0.1',
        '8100',
        addresses.metadata,
        '80',
        'example.com',
        '8000',
      ]
      const { output, errors } = await world.enter([
        ...[process.execPath, join(import.meta.dirname, 'real-sandbox.ts'), usable, clients, ...targets],
      ])
      assert.equal(errors, '')
      const names = [
        '198.18.7.2 8000',
        '198.18.7.1 8100',
        '127.0.0.1 8100',
        '169.254.169.254 80',
        'example.com 8000',
      ]
      const lines = (results: readonly string[]) => names.map((name, index) => `${name} ${results[index]}`)
      const said = JSON.parse(output)
      const [unresolved] = said.none.lines.splice(4)
      assert.match(unresolved, /^example.com 8000 (?!connected)/)
      const api = { before: '[Errno 111] Connection refused', after: 'api' }
      const [away, refused, open] = ['ENETUNREACH', 'ECONNREFUSED', 'connected']
      assert.deepEqual(said, {
        network: true,
        none: { ...api, lines: lines([away, away, refused, away]).slice(0, 4) },
        outside: { ...api, lines: lines([open, refused, refused, away, open]) },
        host: { ...api, lines: lines([open, open, open, open, open]) },
      })
    })

    it('asyncio', async () => {
      assert.deepEqual(
        await lines({ reach: 'outside' }, [python ?? '', join(clients, 'asynchronous.py'), outside, machine]),
        ['by name: outside', "many: {'outside'}", 'machine: ConnectionRefusedError', 'inside: mine'],
      )
    })
  })

  it('Node.js', async () => {
    assert.deepEqual(
      await lines({ reach: 'outside' }, [process.execPath, join(clients, 'client.mjs'), outside, machine]),
      [
        'by name: outside',
        'many: 1',
        'machine: ECONNREFUSED',
        'loopback: ECONNREFUSED',
        'metadata: ENETUNREACH',
        `lookup: ${outside}`,
        `resolver: ${outside}`,
        'inside: mine',
        'datagram: 4 node',
        'bytes: 20000000',
      ],
    )
  })

  it('curl', { skip: curl === undefined && 'there is no curl' }, async () => {
    const { output } = await world.run({ reach: 'outside' }, [
      ...[curl ?? '', '-sS', '--max-time', '10', '--tcp-fastopen', '--keepalive-time', '5'],
      ...[
        'http://example.com:8000/a',
        `http://[${outsideV6}]:8000/b`,
        `http://${machine}:8100/c`,
        'http://169.254.169.254/d',
      ],
    ])
    assert.deepEqual(
      output.split('\n').map((line) => line.split(' ').slice(0, 2).join(' ')),
      ['outside /a', 'outside /b', ''],
    )
  })

  it('Go', { skip: go === undefined && 'there is no Go' }, async () => {
    const program = join(world.folder, 'go-client')
    execFileSync(go ?? '', ['build', '-o', program, join(clients, 'client.go')], {
      cwd: world.folder,
      env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' },
    })
    assert.deepEqual(await lines({ reach: 'outside' }, [program, outside, machine]), [
      'connections: 50',
      `machine: dial tcp ${machine}:8100: connect: connection refused`,
      'nobody: true true',
      `resolved: [${outside}] <nil>`,
      'inside: mine',
    ])
  })

  it('Java', { skip: java === undefined && 'there is no Java' }, async () => {
    const { output } = await world.run({ reach: 'outside' }, [
      'java',
      join(clients, 'Client.java'),
      outside,
      machine,
    ])
    assert.deepEqual(output.trimEnd().split('\n'), [
      'blocking: block true',
      'selected: 3',
      'http: outside',
      'machine: Connection refused',
    ])
  })

  it('nothing is gained between check and use', {
    skip: compiler === undefined && 'there is no C compiler',
  }, async () => {
    const program = join(world.folder, 'race')
    execFileSync(compiler ?? '', ['-O1', '-pthread', '-o', program, join(clients, 'race.c')])
    const targets = [
      ['127.0.0.1', '8100'],
      [machine, '8100'],
      [addresses.metadata, '80'],
    ]
    for (const [host = '', port = ''] of targets) {
      assert.deepEqual(await lines({ reach: 'outside' }, [program, outside, '9001', host, port]), [
        'refused deaf after many',
      ])
    }
  })

  it('a forward leads to a Unix socket, whole and in both directions', async () => {
    const path = join(world.folder, 'forward.sock')
    const server = createServer({ allowHalfOpen: true }, (socket) =>
      socket.on('error', () => {}).pipe(socket),
    )
    await new Promise<void>((resolve) => server.listen(path, () => resolve()))
    try {
      const script = `
        const net = require('node:net')
        const run = (bytes) => new Promise((resolve) => {
          let got = 0
          const socket = net.connect(9001, '127.0.0.1').on('data', (data) => { got += data.length }).on('end', () => resolve(got))
          socket.end(Buffer.alloc(bytes))
        })
        Promise.all([run(1), run(0), run(5_000_000), ...Array.from({ length: 100 }, () => run(1000))]).then((all) => console.log(all.reduce((a, b) => a + b)))`
      for (const reach of ['none', 'outside', 'host'] as const) {
        const said = await lines({ reach, forwards: [`9001:${path}`] }, [process.execPath, '-e', script])
        assert.deepEqual(said, ['5100001'])
      }
      const missing = await world.run({ reach: 'none', forwards: [`9001:${path}.missing`] }, [
        process.execPath,
        '-e',
        "require('node:net').connect(9001, '127.0.0.1').on('error', (error) => console.log(error.code)).on('end', () => console.log('end'))",
      ])
      assert.equal(missing.output, 'ECONNRESET\n')
    } finally {
      server.close()
    }
  })
})
