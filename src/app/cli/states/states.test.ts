import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import picocolors from 'picocolors'
import type { CommandError } from '../command-error.ts'
import type { Terminal } from '../terminal.ts'
import { MockConfigError, readMockConfig } from './mock-config.ts'
import { runMachine } from './run.ts'
import { testMachines } from './test.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-states-'))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function terminal(): Terminal & { readonly lines: string[]; readonly notes: string[] } {
  const lines: string[] = []
  const notes: string[] = []
  const paint = picocolors.createColors(false)
  return {
    lines,
    notes,
    out: (line) => lines.push(line),
    err: (line) => notes.push(line),
    paint,
    errorPaint: paint,
    interactive: false,
  }
}

/** No server runs there. */
const dataDir = join(folder, 'none')

const order = file('Order.asl.json', {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: `$\{AskFunction}`,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }],
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 86_400, End: true },
  },
})

// The example of AWS's guide, with names of our own.
const mocks = file('MockConfigFile.json', {
  StateMachines: {
    Order: { TestCases: { Happy: { Ask: 'Good' }, Retried: { Ask: 'Late' }, Broken: { Ask: 'Bad' } } },
  },
  MockedResponses: {
    Good: { 0: { Return: { ok: true } } },
    Late: { '0-1': { Throw: { Error: 'Lambda.ServiceException', Cause: 'busy' } }, 2: { Return: { ok: 2 } } },
    Bad: { '0-2': { Throw: { Error: 'Bad', Cause: 'no' } } },
  },
})

describe('lambent states run', () => {
  it('shows the steps, jumps over waits, and ends with the output', async () => {
    const shown = terminal()
    assert.equal(
      await runMachine(order, { dataDir, mocks, case: 'Order#Retried', input: '{"n":1}' }, shown),
      0,
    )
    assert.deepEqual(JSON.parse(shown.lines.join('')), { ok: 2 })
    assert.deepEqual(
      shown.notes.map((line) => line.trim().replace(/ {2,}/g, ' ')),
      [
        '+0s → Ask {"n":1}',
        '+0s arn:aws:lambda:us-east-1:000000000000:function:AskFunction {"n":1}',
        '+0s ✗ LambdaFunctionFailed Lambda.ServiceException: busy',
        '+1s arn:aws:lambda:us-east-1:000000000000:function:AskFunction {"n":1}',
        '+1s ✗ LambdaFunctionFailed Lambda.ServiceException: busy',
        '+3s arn:aws:lambda:us-east-1:000000000000:function:AskFunction {"n":1}',
        '+3s ✓ Ask {"ok":2}',
        '+3s → Wait {"ok":2}',
        '+1d 0h ✓ Wait {"ok":2}',
      ],
    )
  })

  it('fails with the machine', async () => {
    const shown = terminal()
    assert.equal(await runMachine(order, { dataDir, mocks, case: 'Broken', quiet: true }, shown), 1)
    assert.deepEqual([shown.lines, shown.notes], [[], ['FAILED  Bad: no']])
  })

  it('runs Maps of both kinds, in YAML too', async () => {
    const path = file(
      'double.asl.yaml',
      `
QueryLanguage: JSONata
StartAt: Far
States:
  Far:
    Type: Map
    Items: "{% $states.input %}"
    ItemBatcher: { MaxItemsPerBatch: 2 }
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: EXPRESS }
      StartAt: Sum
      States: { Sum: { Type: Pass, Output: "{% $sum($states.input.Items) %}", End: true } }
    Next: Near
  Near:
    Type: Map
    Items: "{% $states.input %}"
    ItemProcessor:
      StartAt: Double
      States: { Double: { Type: Pass, Output: "{% $states.input * 2 %}", End: true } }
    End: true
`,
    )
    const shown = terminal()
    assert.equal(await runMachine(path, { dataDir, input: '[1,2,3]', quiet: true }, shown), 0)
    assert.deepEqual(JSON.parse(shown.lines.join('')), [6, 6])
  })

  it('says what is wrong with a definition, and who could do a task', async () => {
    const bad = file('bad.json', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } })
    await assert.rejects(runMachine(bad, { dataDir }, terminal()), (error: CommandError) => {
      assert.equal(error.advice[0], "/States/A/Next Missing 'Next' target: B (MISSING_TRANSITION_TARGET)")
      return true
    })
    await assert.rejects(
      runMachine(order, { dataDir }, terminal()),
      /has no mocked response, and no server does it/,
    )
    await assert.rejects(
      runMachine(order, { dataDir, mocks, case: 'No' }, terminal()),
      (error: CommandError) => {
        assert.deepEqual(error.advice, ['There are: Order#Happy, Order#Retried, Order#Broken'])
        return true
      },
    )
  })
})

describe('lambent states test', () => {
  it('runs all cases and reports those that do not come to what is expected', async () => {
    const shown = terminal()
    assert.equal(await testMachines(folder, {}, shown), 1)
    const report = () => shown.lines.map((line) => line.replace(/\d+ ms/, 'N ms'))
    assert.deepEqual(report(), [
      '✓ Order › Happy (2 states, N ms)',
      '✓ Order › Retried (2 states, N ms)',
      '✗ Order › Broken (1 states, N ms)\n    FAILED instead of SUCCEEDED: Bad: no',
      '2 passed, 1 failed',
    ])
    file('Order.Broken.expected.json', { error: 'Bad', states: ['Ask'] })
    file('Order.Happy.input.json', { n: 1 })
    file('Order.Happy.expected.json', { output: { ok: true } })
    const again = terminal()
    assert.equal(await testMachines(folder, { json: true }, again), 0)
    const told = JSON.parse(again.lines.join('')) as { passed: number; failed: number }
    assert.deepEqual([told.passed, told.failed], [3, 0])
  })
})

describe('mock configuration files', () => {
  it('that are none are refused with the place', () => {
    const faults: readonly (readonly [unknown, RegExp])[] = [
      ['{', /^The file is not JSON/],
      [[], /^The file must be a JSON object/],
      [{ StateMachines: { A: {} } }, /^StateMachines\.A\.TestCases must be/],
      [
        { StateMachines: { A: { TestCases: { B: { C: 'D' } } } } },
        /^StateMachines\.A\.TestCases\.B\.C names no mocked response: "D"/,
      ],
      [{ StateMachines: {}, MockedResponses: { A: { x: {} } } }, /^MockedResponses\.A\.x is no attempt/],
      [{ StateMachines: {}, MockedResponses: { A: { '2-1': {} } } }, /^MockedResponses\.A\.2-1 is no range/],
      [
        { StateMachines: {}, MockedResponses: { A: { 0: { Return: 1, Throw: {} } } } },
        /needs either Return or Throw/,
      ],
      [{ StateMachines: {}, MockedResponses: { A: { 0: { Throw: {} } } } }, /Throw needs an Error/],
    ]
    for (const [value, expected] of faults)
      assert.throws(
        () => readMockConfig(typeof value === 'string' ? value : JSON.stringify(value)),
        (error: Error) => error instanceof MockConfigError && expected.test(error.message),
        String(expected),
      )
  })
})
