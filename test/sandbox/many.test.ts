import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { assignment, hasWalls, openTestHost, shell } from './support/hosts.ts'

test('200 sandboxes at once', async (context) => {
  const { host, close } = await openTestHost()
  try {
    if (!hasWalls(host)) return context.skip('no namespaces here')
    const outputs = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const sandbox = await host.create({ label: `many ${index}`, mounts: [] })
        await sandbox.assign(assignment())
        const process = await sandbox.start(
          shell(`read line <&3; echo "$line"; ls /proc | grep -c "^[0-9]"`, 1),
        )
        process.channels[0]?.end(`${index}\n`)
        const output = await text(process.output)
        await process.ended
        await sandbox.stop()
        return output
      }),
    )
    // Beside the first process and the shell: ls and grep.
    for (const [index, output] of outputs.entries()) assert.match(output, new RegExp(`^${index}\n[34]\n$`))
  } finally {
    await close()
  }
})
