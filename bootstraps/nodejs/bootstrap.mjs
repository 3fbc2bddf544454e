/**
 * Boots a Node.js runtime, says so on file descriptor 4, and serves what the server says on 3: `node [flags] bootstrap.mjs [--fresh]`.
 * `--fresh`: a function waits for it already, so nothing is loaded ahead.
 */
import { installModulePath } from './module-path.mjs'
import { Runtime } from './runtime.mjs'

installModulePath()
const runtime = new Runtime(3, 4)
if (!process.argv.includes('--fresh')) {
  const { warm } = await import('./warming.mjs')
  await warm()
}
process.argv.length = 2
runtime.booted()
