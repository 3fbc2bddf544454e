/** A registry for tests: the reading half of the distribution API, in this process. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BuiltImage } from './make-image.ts'

export interface TestRegistry {
  /** `127.0.0.1:12345`. */
  readonly host: string
  /** What was asked for, in order. */
  readonly requests: string[]
  push(repository: string, tag: string, image: BuiltImage): void
  close(): Promise<void>
}

/** `login`: what it wants of its readers. */
export async function startTestRegistry(
  login:
    | 'none'
    | { readonly kind: 'basic' | 'bearer'; readonly username: string; readonly password: string } = 'none',
): Promise<TestRegistry> {
  const blobs = new Map<string, Buffer>()
  const types = new Map<string, string>()
  const tags = new Map<string, string>()
  const requests: string[] = []
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', `http://${host}`)
    requests.push(url.pathname)
    if (url.pathname === '/token') {
      giveToken(request, response)
      return
    }
    if (!isAllowed(request)) {
      const challenge =
        login !== 'none' && login.kind === 'basic'
          ? 'Basic realm="test"'
          : `Bearer realm="http://${host}/token",service="test",scope="repository:all:pull"`
      response.writeHead(401, { 'www-authenticate': challenge }).end()
      return
    }
    const parts = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname)
    const [, repository = '', , name = ''] = parts ?? []
    const digest = tags.get(`${repository}:${name}`) ?? name
    const bytes = blobs.get(digest)
    if (!bytes) {
      response.writeHead(404).end('{"errors":[]}')
      return
    }
    response.writeHead(200, { 'content-type': types.get(digest) ?? 'application/octet-stream' }).end(bytes)
  }

  function giveToken(request: IncomingMessage, response: ServerResponse): void {
    if (login === 'none' || request.headers.authorization !== basic()) response.writeHead(401).end()
    else response.end(JSON.stringify({ token: 'sesame' }))
  }

  function basic(): string {
    if (login === 'none') return ''
    return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  }

  function isAllowed(request: IncomingMessage): boolean {
    if (login === 'none') return true
    return request.headers.authorization === (login.kind === 'basic' ? basic() : 'Bearer sesame')
  }

  return {
    host,
    requests,
    push(repository, tag, image) {
      for (const [digest, bytes] of image.blobs) blobs.set(digest, bytes)
      types.set(image.manifest.digest, image.manifest.mediaType)
      tags.set(`${repository}:${tag}`, image.manifest.digest)
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
