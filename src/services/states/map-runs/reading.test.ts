import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type MapState, parseDefinition } from '../engine.ts'
import { type Reading, readChildren } from './reading.ts'
import type { ChildEntry } from './records.ts'

function stateOf(more: object = {}): MapState {
  const { program } = parseDefinition(
    JSON.stringify({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSONL' },
            Parameters: { Bucket: 'b', Key: 'k' },
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'P',
            States: { P: { Type: 'Pass', End: true } },
          },
          End: true,
          ...more,
        },
      },
    }),
    { kind: 'STANDARD' },
  )
  return program?.states.get('M') as MapState
}

/** What reading stores of a source of lines, by commits. */
async function stored(
  lines: (stored: Promise<void>) => AsyncIterable<string>,
  more: object = {},
  skipItems = 0,
): Promise<ChildEntry[][]> {
  const first = Promise.withResolvers<void>()
  const bytes = async function* () {
    for await (const line of lines(first.promise)) yield Buffer.from(`${line}\n`)
  }
  const commits: ChildEntry[][] = []
  const room = {
    surroundings: {
      call: async () => ({ Body: bytes() }),
      clock: { now: () => 0 },
      random: (size: number) => new Uint8Array(size),
    },
    callerOf: () => ({}),
  }
  const all = await readChildren({
    room,
    state: stateOf(more),
    input: { scope: { input: {}, context: {}, variables: {} }, roleArn: '' },
    record: {},
    skipItems,
    store: async (entries: readonly ChildEntry[]) => {
      commits.push([...entries])
      first.resolve()
    },
    isOver: () => false,
  } as unknown as Reading)
  assert.equal(all, true)
  return commits
}

async function* numbers(count: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index++) yield String(index)
}

describe('reading the items of a Map Run', () => {
  it('stores the first of them before it has read on', async () => {
    const commits = await stored(async function* (before) {
      yield* numbers(16)
      // A source that comes to its end only when something of it is stored.
      await before
      yield '16'
    })
    assert.deepEqual(
      commits.map(({ length }) => length),
      [16, 1],
    )
  })

  it('goes on where it had got to, with the places and batches that would have been', async () => {
    const more = {
      ItemSelector: { 'i.$': '$$.Map.Item.Index' },
      ItemBatcher: { MaxItemsPerBatch: 3 },
    }
    const whole = (await stored(() => numbers(11), more)).flat()
    assert.equal(whole.length, 4)
    const read = whole.slice(0, 2).reduce((sum, { itemCount }) => sum + itemCount, 0)
    const rest = (await stored(() => numbers(11), more, read)).flat()
    assert.deepEqual([...whole.slice(0, 2), ...rest], whole)
  })
})
