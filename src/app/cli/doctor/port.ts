import { createServer } from 'node:net'
import { askHealth } from '../ask-health.ts'
import { portOwner } from '../port-owner.ts'
import type { Check } from './check.ts'

/** Whether a server could listen, or one already does. */
export const checkPort: Check = async ({ port }) => {
  const name = `port ${port}`
  const failure = await tryListening(port)
  if (failure === undefined) return [{ name, status: 'ok', message: 'free' }]
  if (failure === 'EADDRINUSE') {
    const answer = await askHealth(`http://127.0.0.1:${port}`)
    if (answer.kind === 'lambent') {
      const { version, pid } = answer.health
      return [{ name, status: 'ok', message: `Lambent ${version} runs here (process ${pid})` }]
    }
    const owner = portOwner(port)
    return [
      {
        name,
        status: 'problem',
        message: `in use by ${owner === undefined ? 'another program' : `${owner.name} (process ${owner.pid})`}`,
        remedy: `Choose another: lambent start --port ${port === 65_535 ? 0 : port + 1}`,
      },
    ]
  }
  return [
    {
      name,
      status: 'problem',
      message: `cannot be used (${failure})`,
      remedy: 'Choose another, from 1024 on: --port',
    },
  ]
}

function tryListening(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}
