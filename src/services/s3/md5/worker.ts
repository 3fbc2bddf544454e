/** The thread of `thread.ts`: hashes pieces of several bodies as they come. */
import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { FromHasher, ToHasher } from './messages.ts'

const running = new Map<number, Hash>()

parentPort?.on('message', ({ id, bytes, next }: ToHasher) => {
  const hash = running.get(id) ?? createHash('md5')
  if (bytes !== undefined) hash.update(bytes)
  if (next === 'more') running.set(id, hash)
  else running.delete(id)
  if (next === 'drop') return
  const answer: FromHasher = next === 'end' ? { id, digest: hash.digest('hex') } : { id }
  parentPort?.postMessage(answer)
})
