/** What is loaded and run once before anybody knows which function will come: it costs the function nothing then. */
import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { withHeader } from './channel.mjs'
import { installConnections } from './connections.mjs'
import { contextOf } from './context.mjs'
import { errorAsText, errorResponse } from './errors.mjs'
import { loadHandler } from './handler.mjs'

const modules = [
  'assert',
  'async_hooks',
  'buffer',
  'child_process',
  'crypto',
  'diagnostics_channel',
  'dns',
  'events',
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'path',
  'perf_hooks',
  'process',
  'querystring',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'tls',
  'tty',
  'url',
  'util',
  'zlib',
]

export async function warm() {
  const require = createRequire(import.meta.url)
  for (const name of modules) require(`node:${name}`)
  installConnections()
  format('%s %d %j', 'x', 1, {})
  withHeader({}, 'x')
  contextOf({ id: 'x', deadline: 0 }, true)
  errorResponse(new Error('x'))
  errorAsText(new Error('x'))
  new PassThrough().end('x')
  const folder = fileURLToPath(new URL('.', import.meta.url))
  // (Where hooks run in a thread, that thread waits for a function that imports.)
  for (const modern of [true, false]) {
    await loadHandler(folder, 'rehearsal-module.handler', modern)
    await loadHandler(folder, 'rehearsal-commonjs.handler', modern)
  }
}
