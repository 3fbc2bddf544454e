/** `tools/run-tests.ts` itself: a failure is shown and counted, a hung test is named, a run of no tests is a failure. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { shareProcesses, type TestProcess } from '../../../tools/testing/together.ts'

const root = join(import.meta.dirname, '../../..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambent-tests-')))
after(() => rmSync(folder, { recursive: true }))

const plant = (name: string, text: string) => {
  writeFileSync(join(folder, name), `import { it, describe } from 'node:test'\n${text}`)
  return relative(root, join(folder, name))
}

/** Runs the tests of planted files. A test runner that finds itself inside a test reports to that one: it must not know. */
function runTests(files: readonly string[], environment: Record<string, string> = {}) {
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const args = ['--disable-warning=ExperimentalWarning', join(root, 'tools/run-tests.ts'), ...files]
    const child = spawn(process.execPath, args, { cwd: root, env: { ...rest, ...environment } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** What is told of one process, by a runner that does not find itself inside a test. */
function reportOf(place: string, process_: TestProcess): Promise<string> {
  const module = (name: string) => JSON.stringify(pathToFileURL(join(root, 'tools/testing', name)).href)
  const program = `
    import { run } from 'node:test'
    import { TestReport } from ${module('test-report.ts')}
    const write = (text) => void process.stdout.write(text)
    const report = new TestReport(${JSON.stringify(place)}, { write, colour: false }, () => performance.now(), [${JSON.stringify(process_)}])
    const stream = run({ files: [${JSON.stringify(process_.entry)}] })
    stream.on('data', (event) => report.take(event))
    stream.on('end', () => report.close())
  `
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise((resolve, reject) => {
    const path = join(folder, 'report.mjs')
    writeFileSync(path, program)
    const args = ['--disable-warning=ExperimentalWarning', path]
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) =>
      error && stdout === '' ? reject(new Error(stderr)) : resolve(stdout),
    )
  })
}

describe('a test run', { concurrency: 2 }, () => {
  it('passes with a line for each file and the closing counts', async () => {
    const file = plant(
      'good.test.mjs',
      "describe('a', () => { it('b', () => {}); it('c', { skip: 'no moon' }, () => {}) })",
    )
    const { code, output } = await runTests([file])
    assert.equal(code, 0, output)
    assert.match(output, /^✔ .*good\.test\.mjs \(2 tests, 1 skipped, /m)
    assert.match(output, /^Not run \(1\):\n.*good\.test\.mjs: a > c \(no moon\)$/m)
    assert.match(output, /^ℹ tests 2\nℹ suites 1\nℹ pass 1\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\n/m)
  })

  it('shows a failure, where it is, and what the file printed', async () => {
    const file = plant(
      'bad.test.mjs',
      "console.log('a hint')\nit('breaks', () => { throw new Error('the reason') })",
    )
    const { code, output } = await runTests([file])
    assert.equal(code, 1)
    assert.match(output, /^✖ breaks\n.*bad\.test\.mjs:3\n {4}Error: the reason\n/m)
    assert.match(output, /printed:\n {4}a hint\n/)
    assert.match(output, /^Failed \(1\):\n✖ breaks\n.*bad\.test\.mjs:3\n {4}Error: the reason\n/m)
    assert.match(output, /^ℹ fail 1$/m)
  })

  it('tells whose failure it is when files share a suite', async () => {
    plant(
      'suite.mjs',
      "export const suite = (who) => describe(who, () => { it('x', () => { if (who === 'B') throw new Error() }) })",
    )
    const files = ['A', 'B'].map((who) =>
      plant(`${who}.test.mjs`, `import { suite } from './suite.mjs'\nsuite('${who}')`),
    )
    const { code, output } = await runTests(files)
    assert.equal(code, 1)
    assert.match(output, /^✖ B > x\n.*suite\.mjs:2 \(run by .*B\.test\.mjs\)$/m)
    assert.match(output, /^✔ .*A\.test\.mjs \(1 test, /m)
    assert.match(output, /^✖ .*B\.test\.mjs \(1 test, /m)
  })

  it('tells of files that share a process one by one, and names those before which the process ended', async () => {
    const place = (name: string, text: string) => {
      mkdirSync(join(sharing, 'src/room'), { recursive: true })
      writeFileSync(join(sharing, 'src/room', name), `import { it } from 'node:test'\n${text}`)
      return join(sharing, 'src/room', name)
    }
    const sharing = join(folder, 'sharing')
    const files = [
      place('one.test.mjs', "it('passes', () => {})"),
      place(
        'two.test.mjs',
        `import { executionAsyncId } from 'node:async_hooks'
        it('passes', () => {})
        it('fails', () => { throw new Error('two') })
        it('fails out of turn', () => new Promise(() => setTimeout(() => { throw new Error('late') })))
        it('is not slowed', async () => {
          // Promises have ids where every one is followed.
          await undefined
          if (executionAsyncId() !== 0) throw new Error('slow')
        })`,
      ),
      place('three.test.mjs', "it('is skipped', { skip: 'why not' }, () => {})"),
    ]
    const [process, ...others] = shareProcesses(sharing, files, {}, join(folder, 'entries'))
    assert.ok(process)
    assert.deepEqual(
      [process.files, others],
      [['src/room/one.test.mjs', 'src/room/two.test.mjs', 'src/room/three.test.mjs'], []],
    )
    const told = await reportOf(sharing, process)
    assert.match(told, /^✔ src\/room\/one\.test\.mjs \(1 test, /m)
    assert.match(told, /^✖ fails\n {2}src\/room\/two\.test\.mjs:4\n {4}Error: two/m)
    assert.match(told, /^✖ fails out of turn\n {2}src\/room\/two\.test\.mjs:5\n {4}Error: late/m)
    assert.doesNotMatch(told, /slow/)
    assert.match(told, /^✖ src\/room\/two\.test\.mjs \(4 tests, /m)
    assert.match(told, /^- src\/room\/three\.test\.mjs \(1 test, 1 skipped, /m)
    assert.doesNotMatch(told, /entries/)

    place('two.test.mjs', "it('leaves', () => { console.log('a hint'); process.exit(3) })")
    const broken = await reportOf(sharing, process)
    assert.match(broken, /ended before these had: .*src\/room\/two\.test\.mjs, src\/room\/three\.test\.mjs$/m)
    assert.match(broken, /printed:\n {4}a hint/)

    place('two.test.mjs', "it('leaves work', () => void setTimeout(() => { throw new Error('stray') }, 50))")
    const stray = await reportOf(sharing, process)
    assert.match(
      stray,
      /^✖ a failure out of turn\n {4}Error: Test "leaves work" at \S*two\.test\.mjs.*stray/m,
    )
  })

  it('fails with a file that cannot be loaded', async () => {
    const { code, output } = await runTests([plant('broken.test.mjs', 'syntax error')])
    assert.equal(code, 1)
    assert.match(output, /SyntaxError/)
  })

  it('names the test that hangs', async () => {
    const file = plant(
      'hung.test.mjs',
      "it('waits for ever', () => new Promise((done) => setTimeout(done, 1e6)))",
    )
    // Where much else runs, a run may end before its test has begun: then it is given longer.
    for (const seconds of [6, 60]) {
      const { code, output } = await runTests([file], { LAMBENT_TEST_DEADLINE_SECONDS: String(seconds) })
      assert.equal(code, 1)
      assert.ok(output.includes(`took longer than ${seconds} s. Under way:\n`), output)
      if (seconds === 6 && !output.includes('waits for ever')) continue
      assert.match(output, /Under way:\n.*hung\.test\.mjs: waits for ever/)
      assert.match(output, /^ℹ cancelled 1$/m)
      return
    }
  })

  it('fails when there is nothing to run', async () => {
    const { code, output } = await runTests(['no/such/folder'])
    assert.equal(code, 1)
    assert.match(output, /No test file was found for no\/such\/folder/)
    const empty = await runTests([plant('empty.test.mjs', '')])
    assert.equal(empty.code, 1)
    assert.match(empty.output, /No test ran/)
  })

  it('shields tests from the settings of whoever runs them', async () => {
    const text =
      "it('sees', () => { if (process.env.AWS_PROFILE || process.env.HTTPS_PROXY) throw new Error('seen') })"
    const { code, output } = await runTests([plant('shielded.test.mjs', text)], {
      AWS_PROFILE: 'x',
      HTTPS_PROXY: 'y',
    })
    assert.equal(code, 0, output)
  })
})
