/** What REPORT calls `Max Memory Used`: what a process of the runtime has, wherever it has it from. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { computeRoom } from './support.ts'

const python = `
import resource
held = None
def handler(event, context):
    global held
    held = bytearray(event["megabytes"] << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
`
const node = `
let held
export const handler = async ({ megabytes }) => {
  held = Buffer.alloc(megabytes << 20, 1)
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
`

for (const mode of ['auto', 'plain'] as const) {
  const room = computeRoom({ mode })
  describe(`the memory used (${mode})`, () => {
    for (const [name, files, more] of [
      ['Python', { 'main.py': python }, {}],
      ['Node.js', { 'main.mjs': node }, { runtime: 'nodejs24.x' }],
    ] as const) {
      it(`is what the process itself sees: ${name}`, async () => {
        for (const megabytes of [1, 100]) {
          // It is measured at the end of a first invocation, and now and then.
          const version = room.version(files, more)
          const { value, report } = await room.invoke(version, { megabytes }, { tail: true })
          const seen = value as number
          const told = Number(/Max Memory Used: (\d+) MB/.exec(report.tail ?? '')?.[1])
          assert.ok(told > 0.8 * seen - 4 && told < 1.25 * seen + 8, `${told} told, ${seen} seen`)
        }
      })
    }
  })
}
