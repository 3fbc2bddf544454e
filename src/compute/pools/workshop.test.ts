import assert from 'node:assert/strict'
import { type Duplex, duplexPair, Readable } from 'node:stream'
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import type { Sandbox, SandboxHost, SandboxProcess } from '../../sandbox/index.ts'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import { startAloneMs } from '../limits.ts'
import { type Shell, Workshop } from './workshop.ts'

const sandbox = { stop: async () => {} } as Partial<Sandbox> as Sandbox
const sandboxes: SandboxHost = {
  protections: [],
  canFork: false,
  create: async () => sandbox,
  warmParent: async () => assert.fail('nothing is forked here'),
  close: async () => {},
}

/** What runtimes say: the ends of their channels. */
const runtimes: Duplex[] = []

const plan: RuntimePlan = {
  speaks: 'channel',
  mounts: [],
  warmKey: 'any',
  start: async () => assert.fail('all are started ahead'),
  startAhead: async () => {
    const [toRuntime] = duplexPair()
    const [fromRuntime, runtime] = duplexPair()
    runtimes.push(runtime)
    say(runtime, 'b')
    return {
      pid: 1,
      output: new Readable({ read: () => {} }),
      channels: [toRuntime, fromRuntime],
      ended: new Promise(() => {}),
      outputDelivered: async () => {},
      kill: () => {},
    } satisfies SandboxProcess
  },
  variables: () => ({}),
  sdkPaths: () => [],
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function say(runtime: Duplex | undefined, letter: string): void {
  runtime?.write(Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from(letter)]))
}

describe('what is made ahead while a function starts', () => {
  let workshop: Workshop
  let taken: Shell

  /** Resolves when so many wait. */
  const ready = async (count: number) => {
    while (workshop.readyCount < count) {
      mock.timers.tick(5)
      await turn()
    }
  }

  before(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }))
  after(() => mock.timers.reset())
  beforeEach(async () => {
    runtimes.length = 0
    workshop = new Workshop({ sandboxes, socketFolder: '', logger: silentLogger, processors: 2 })
    workshop.expect(plan)
    await ready(1)
    taken = await workshop.take(plan, () => true)
  })
  afterEach(async () => {
    await workshop.discard(taken)
    await workshop.close()
  })

  it('is nothing, until its first invocation has been answered', async () => {
    mock.timers.tick(startAloneMs - 1)
    for (let count = 0; count < 20; count++) await turn()
    assert.equal(runtimes.length, 1)
    const { link } = taken.booted ?? assert.fail('it has booted')
    const loaded = link.initialise({
      handler: 'index.handler',
      taskRoot: '/var/task',
      layersRoot: '/opt',
      workingDirectory: '/var/task',
      sdkPaths: [],
      snapStart: false,
    })
    say(runtimes[0], 'r')
    await loaded
    const header = { id: 'x', arn: 'a', deadline: 0, streaming: false, rests: true }
    const refuses = () => assert.fail('it answers')
    const isDone = new Promise<void>((resolve) => {
      link.invoke(header, Buffer.from('{}'), {
        result: () => {},
        done: resolve,
        resultTooLarge: refuses,
        failed: refuses,
        streamBegins: refuses,
        chunk: refuses,
        streamEnds: refuses,
      })
    })
    say(runtimes[0], 'o')
    say(runtimes[0], 'd')
    await isDone
    await ready(1)
    assert.equal(runtimes.length, 2)
  })

  it('is nothing, until it has ended', async () => {
    taken.booted?.link.close()
    await ready(1)
    assert.equal(runtimes.length, 2)
  })

  it('is made after a while, when it takes its time to load', async () => {
    mock.timers.tick(startAloneMs)
    await ready(1)
    assert.equal(runtimes.length, 2)
  })
})
