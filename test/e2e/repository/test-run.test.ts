/** `tools/run-tests.ts` itself: a failure is shown and counted, a hung test is named, a run of no tests is a failure. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'

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
    const { code, output } = await runTests([file], { LAMBENT_TEST_DEADLINE_SECONDS: '6' })
    assert.equal(code, 1)
    assert.match(output, /took longer than 6 s\. Under way:\n.*hung\.test\.mjs: waits for ever/)
    assert.match(output, /^ℹ cancelled 1$/m)
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
