/** The npm package as its users get it: packed, installed into an empty project, run and imported. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'lambent-package-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The environment of a person, not of `npm test`: npm passes its settings on to what it runs. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_'))),
  LAMBENT_DATA_DIR: join(folder, 'state'),
}

interface Packed {
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
}

let packed: Packed
before(async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: root,
    env: environment,
    maxBuffer: 32 * 1024 * 1024,
  })
  // What the build prints comes before the answer.
  packed = readPacked(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))))
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  await run(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed.filename)],
    {
      cwd: folder,
      env: environment,
    },
  )
})

/** npm 11 answers a list, later ones an object by name. */
function readPacked(answer: Packed[] | Record<string, Packed>): Packed {
  const [first] = Object.values(answer)
  assert.ok(first)
  return first
}

describe('the npm package', () => {
  it('has the program, the compiled sources, and nothing else', () => {
    const top = new Set(packed.files.map(({ path }) => path.split('/')[0]))
    assert.deepEqual([...top].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'NOTICE',
      'README.md',
      'bin',
      'bootstraps',
      'dist',
      'package.json',
      'starters',
    ])
    // Starters are what `lambent init` copies: sources, as people begin with them.
    const ours = packed.files.filter(({ path }) => !path.startsWith('starters/'))
    const odd = ours.filter(
      ({ path }) => path.includes('.test.') || (path.endsWith('.ts') && !path.endsWith('.d.ts')),
    )
    assert.deepEqual(odd, [])
  })

  it('runs by npx', async () => {
    // Without the dashes npx would tell its own version.
    const words = ['--no', '--', 'lambent', '--version']
    const { stdout } = await run('npx', words, { cwd: folder, env: environment })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    assert.equal(stdout, `${version}\n`)
  })

  it('serves', async () => {
    const child = spawn(join(folder, 'node_modules/.bin/lambent'), ['start', '--port', '0'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close')
    let output = ''
    child.stdout.setEncoding('utf8')
    for await (const part of child.stdout) {
      output += part
      if (output.includes('lambent stop')) break
    }
    const [, endpoint] = /running at (\S+)/.exec(output) ?? []
    assert.ok(endpoint, output)
    assert.match(output, /eval "\$\(lambent env.*\)"/)
    const answer = await fetch(`${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`)
    assert.match(await answer.text(), /<(Error|GetCallerIdentity)Response/)
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
  })

  it('starts servers inside a process, which do not touch each other and let it end', async () => {
    const program = `
      import { startLambent, VirtualClock } from 'lambent'
      const [first, second] = await Promise.all([startLambent(), startLambent({ dataDir: './state' })])
      const health = async ({ endpoint }) => (await (await fetch(endpoint + '/_lambent/health')).json()).store
      console.log(first.port !== second.port, await health(first), await health(second), typeof VirtualClock)
      await Promise.all([first.stop(), second.stop()])
    `
    writeFileSync(join(folder, 'program.js'), program)
    const node = await nodeOfProject()
    const { stdout } = await run(node, ['--disable-warning=ExperimentalWarning', 'program.js'], {
      cwd: folder,
      env: environment,
    })
    assert.equal(stdout, 'true memory sqlite function\n')
  })

  it('has types that a strict project accepts', async () => {
    writeFileSync(
      join(folder, 'program.ts'),
      `import { type Lambent, type LambentOptions, startLambent } from 'lambent'
      const options: LambentOptions = { port: 0, identity: 'enforce' }
      const lambent: Lambent = await startLambent(options)
      const endpoint: string = lambent.endpoint
      // @ts-expect-error: it is no number
      const wrong: number = lambent.endpoint
      await lambent.stop()
      export { endpoint, wrong }
      `,
    )
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
    for (const name of ['@types/node', 'undici-types']) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    }
    const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      'program.ts',
    ]
    await run(process.execPath, [compiler, ...flags], { cwd: folder })
  })
})

/** The Node.js that came with the package. */
async function nodeOfProject(): Promise<string> {
  const script = `. node_modules/lambent/bin/find-node.sh; find_node "$PWD/node_modules/lambent"; echo "$node"`
  return (await run('sh', ['-c', script], { cwd: folder })).stdout.trim()
}
