/** Twenty sandboxes attack at once, each in its own way; another goes on answering, and every limit holds. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { Range } from './range.ts'

const mib = 1024 * 1024
const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path)) ?? findPython()
/** What each does again and again until it is stopped. */
const bombs = ['spin', 'fork_bomb', 'disk_bomb', 'socket_bomb', 'memory_bomb']
const attackers = 20
const limits = { memoryBytes: 64 * mib, processes: 32, openFiles: 128, cpus: 0.1, tmpBytes: 8 * mib }

function findPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

test('a sandbox answers while twenty others attack', async (context) => {
  if (process.platform !== 'linux' || python === undefined) return context.skip('no Linux, or no Python')
  const range = await Range.open(python)
  try {
    const made = await Promise.all(
      Array.from({ length: attackers }, (_, index) =>
        range.attacker({ name: `python ${bombs[index % bombs.length]}`, limits }),
      ),
    )
    let over = false
    const runs = made.map(async ({ start }) => {
      while (!over) {
        const attacker = await start()
        attacker.output.resume()
        await attacker.ended
      }
    })
    const began = performance.now()
    let answers = 0
    do {
      assert.ok(await range.victimLives(), `after ${answers} answers`)
      answers += 1
      // One after the other, for as long as attacks of every kind have come to their end and begun anew.
      await new Promise((resolve) => setImmediate(resolve))
    } while (performance.now() - began < 5000 || answers <= 20)
    over = true
    const usages = await Promise.all(made.map(({ sandbox }) => sandbox.usage()))
    await Promise.all(made.map(({ sandbox }) => sandbox.stop()))
    await Promise.allSettled(runs)

    const counted = range.host.protections.find(({ name }) => name === 'memory limit')
    const groups = counted?.detail.startsWith('A control group') === true
    for (const [index, usage] of usages.entries()) {
      const name = bombs[index % bombs.length]
      if (!groups) break
      // Files in /tmp and /dev/shm are not memory, and have limits of their own.
      assert.ok(usage.processes <= limits.processes, `${name}: ${usage.processes} processes`)
      assert.ok(
        usage.peakMemoryBytes <= limits.memoryBytes + limits.tmpBytes + 64 * mib,
        `${name}: ${usage.peakMemoryBytes} bytes`,
      )
    }
    assert.deepEqual(range.contacts, [])
  } finally {
    await range.close()
  }
})
