import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox, SandboxUsage } from '../../sandbox/index.ts'
import { Meter } from './meter.ts'

/** A meter, and how to show it something. Sizes in MB: own, the most of that, resident, and how many processes. */
function made(memoryMb = 512) {
  let usage: SandboxUsage | undefined
  const sandbox = { usage: async () => usage } as unknown as Sandbox
  const meter = new Meter(sandbox, memoryMb)
  const shown = async (own: number, peak: number, resident: number, processes: number) => {
    const [memoryBytes, peakMemoryBytes, residentBytes] = [own, peak, resident].map((size) => size << 20)
    usage = { memoryBytes, peakMemoryBytes, residentBytes, processes, cpuMs: 0 } as SandboxUsage
    await meter.refresh(true)
    return meter.maxMemoryMb
  }
  return { meter, shown }
}

test('what a process shares with others outside counts, and the most of its own', async () => {
  const { meter, shown } = made()
  assert.equal(await shown(3, 4, 25, 1), 26)
  // What it has written to is its own now.
  assert.equal(await shown(8, 8, 27, 1), 27)
  assert.equal(await shown(5, 60, 24, 1), 79)
  assert.equal(await shown(5, 5, 24, 1), 79)
  assert.equal(meter.memoryBytes, 5 << 20)
})

test('what its children share with it counts once', async () => {
  const { shown } = made()
  assert.equal(await shown(3, 3, 25, 1), 25)
  assert.equal(await shown(10, 10, 250, 11), 32)
})

test('where processes cannot be looked at, what is charged is told', async () => {
  const { shown } = made()
  assert.equal(await shown(3, 4, 0, 2000), 4)
})

test('it is never more than there is, and nothing after a reset', async () => {
  const { meter, shown } = made(128)
  assert.equal(await shown(120, 128, 140, 1), 128)
  meter.reset()
  assert.equal(meter.maxMemoryMb, 1)
  assert.equal(await shown(3, 3, 20, 1), 20)
})
