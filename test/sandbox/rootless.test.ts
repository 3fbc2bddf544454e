import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'

/** The user that has nothing. */
const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
const folder = import.meta.dirname
const files = ['limits', 'warm-parent', 'clones', 'server-end', 'end-processes'].map((name) =>
  join(folder, `${name}.test.ts`),
)

test('the same holds for a server without privileges', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('this is one')
  const env = { PATH: process.env.PATH, HOME: '/tmp', NODE_COMPILE_CACHE: '' }
  // The repository may lie where nobody else may go.
  const allowed = spawnSync(
    'setpriv',
    [...nobody, process.execPath, '--check', join(folder, 'support/hosts.ts')],
    { env },
  )
  if (allowed.status !== 0) return context.skip('setpriv is missing, or another user cannot read this folder')
  const child = spawn('setpriv', [...nobody, process.execPath, '--test', '--test-reporter=tap', ...files], {
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const output = await text(child.stdout)
  assert.equal(await ended, 0, output)
})
