/** What the program says when it is asked wrongly or cannot do what it was asked, and its exit status then. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Home, program, type RunningServer } from './program.ts'

const home = new Home()
const other = createServer((_, response) => response.end('<h1>hello</h1>'))
let server: RunningServer
before(async () => {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  server = await home.start()
})
after(() => {
  other.close()
})

describe('lambent', { concurrency: 2 }, () => {
  const wrong: ReadonlyArray<readonly [args: string[], says: RegExp]> = [
    [['strat'], /unknown command 'strat' \(Did you mean start\?\)\n {2}Try: .*lambent.* --help/],
    [
      ['start', '--prot', '1'],
      /unknown option '--prot' \(Did you mean --port\?\)\n {2}Try: .*lambent.* start --help/,
    ],
    [['start', '--port', '70000'], /'70000' is invalid\. Give a whole number from 0 to 65535\./],
    [['start', '--port', '1e3'], /Give a whole number/],
    [
      ['start', '--store', 'redis://x'],
      /The store "redis:\/\/x" is none: give "memory" or an address like "postgres:/,
    ],
    [['start', '--identity', 'none'], /Allowed choices are local, enforce/],
    [['start', '--region', 'mars'], /The region "mars" is none/],
    [['start', '--account', '12'], /The account "12" is none: give twelve digits/],
    [['env', '--account', '12'], /The account "12" is none/],
    [['env', '--format', 'csv'], /Allowed choices are sh, fish, powershell, dotenv, json/],
    [['stop', '--timeout', 'soon'], /Give a number of seconds/],
    [['status', 'extra'], /too many arguments/],
  ]
  for (const [args, says] of wrong) {
    it(`answers ${args.join(' ')} with advice and status 2`, async () => {
      const { code, stdout, stderr } = await home.run(args)
      assert.match(stderr, says)
      assert.deepEqual([code, stdout], [2, ''])
    })
  }

  it('says who has the port: another Lambent', async () => {
    const { code, stderr } = await home.run([
      'start',
      '--port',
      String(server.port),
      '--data-dir',
      join(home.folder, 'x'),
    ])
    assert.equal(code, 1)
    assert.match(stderr, /Port \d+ is in use by a Lambent \(version \d+\.\d+\.\d+, process \d+\)\./)
    assert.match(stderr, new RegExp(`lambent start --port ${server.port + 1}`))
  })

  it('says who has the port: another program', async () => {
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await home.run(['start', '--store', 'memory', '--port', String(port)])
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`Port ${port} is in use by .+ \\(process ${process.pid}\\)\\.`))
  })

  it('says that the data folder is taken, and by whom', async () => {
    const { code, stderr } = await home.run(['start', '--port', '0'])
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`Lambent is already running at ${server.endpoint} \\(process \\d+\\)`))
  })

  it('says that the data folder cannot be written', async () => {
    writeFileSync(join(home.folder, 'file'), '')
    const folder = join(home.folder, 'file/state')
    const { code, stderr } = await home.run(['start', '--port', '0', '--data-dir', folder])
    assert.equal(code, 1)
    assert.match(stderr, /cannot be written \(ENOTDIR\).*--data-dir/s)
  })

  it('serves from memory without a folder, and says what that costs', async () => {
    const folder = join(home.folder, 'other file')
    writeFileSync(folder, '')
    const lonely = await home.start(['--store', 'memory', '--data-dir', folder])
    const { code, stdout } = await lonely.end('SIGTERM')
    assert.equal(code, 0)
    assert.match(stdout, /warn .*status and stop do not find this server/)
  })

  it('says why the store cannot be opened', async () => {
    const folder = join(home.folder, 'spoilt')
    mkdirSync(folder)
    writeFileSync(join(folder, 'lambent.db'), 'this is no database, whatever its name says')
    const { code, stderr } = await home.run(['start', '--port', '0', '--data-dir', folder])
    assert.equal(code, 1)
    assert.match(stderr, /The store cannot be opened: .*not a database.*\n.*lambent doctor/)
  })

  it('waits for a database that does not answer, without telling its password, and lets itself be stopped', async () => {
    const address = 'postgres://anna:s3cret@127.0.0.1:1/x'
    const waiting = await home.waitFor(['start', '--port', '0', '--store', address], /did not answer/)
    const { code, stdout, stderr } = await waiting.end('SIGTERM')
    assert.equal(code, 0)
    assert.match(stdout, /Stopped before it served/)
    assert.doesNotMatch(stdout + stderr, /s3cret/)
  })

  it("says that an address is not this machine's", async () => {
    const { code, stderr } = await home.run([
      'start',
      '--port',
      '0',
      '--store',
      'memory',
      '--host',
      '192.0.2.1',
    ])
    assert.equal(code, 1)
    assert.match(stderr, /has no address 192\.0\.2\.1.*--host 127\.0\.0\.1/s)
  })

  it('prints help and version on the standard output with status 0', async () => {
    for (const args of [[], ['--help'], ['help', 'start'], ['start', '--help'], ['--version']]) {
      const { code, stdout, stderr } = await home.run(args)
      assert.deepEqual([code, stderr], [0, ''])
      assert.notEqual(stdout, '')
    }
  })

  it('paints only when asked to in a pipe', async () => {
    const colourStart = '\u001b['
    const [plain, forced, refused] = await Promise.all([
      home.run(['status']),
      home.run(['status'], { FORCE_COLOR: '1' }),
      home.run(['status'], { FORCE_COLOR: '1', NO_COLOR: '1' }),
    ])
    assert.deepEqual(
      [plain, forced, refused].map(({ stdout }) => stdout.includes(colourStart)),
      [false, true, false],
    )
  })

  it('examines the machine', async () => {
    const { code, stdout } = await home.run(['doctor', '--json', '--port', String(server.port)])
    const { healthy, findings } = JSON.parse(stdout)
    assert.deepEqual([code, healthy], [0, true])
    const port = findings.find(({ name }: { name: string }) => name === `port ${server.port}`)
    assert.match(port.message, /^Lambent .* runs here/)
    const { port: taken } = other.address() as AddressInfo
    const ill = await home.run(['doctor', '--port', String(taken)])
    assert.equal(ill.code, 1)
    assert.match(ill.stdout, /^PROBLEM {2}port \d+ .*in use by/m)
  })

  it('is found through symbolic links, from folders with spaces, by a shell that knows only POSIX', () => {
    const folder = join(home.folder, 'a folder')
    mkdirSync(folder)
    symlinkSync(program, join(folder, 'first link'))
    symlinkSync('first link', join(folder, 'second'))
    for (const [command, ...args] of [
      [join(folder, 'second')],
      ['sh', join(folder, 'second')],
      ['sh', '-c', `cd '${folder}' && ./second "$@"`, 'sh'],
    ]) {
      const { status, stdout, stderr } = spawnSync(command ?? '', [...args, '--version'], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: home.folder },
      })
      assert.deepEqual([status, stderr], [0, ''])
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
    }
  })
})
