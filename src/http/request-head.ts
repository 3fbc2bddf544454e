import type { IncomingMessage } from 'node:http'

/** A request before its body: what decides where it goes and who sent it. */
export interface RequestHead {
  readonly method: string
  /** As sent: percent-encoded, without the query. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly sourceIp: string
}

/** Reads the head of a request. */
export function readHead(request: IncomingMessage): RequestHead {
  const url = request.url ?? '/'
  const { path, query } = splitTarget(url)
  return {
    method: request.method ?? 'GET',
    path,
    query,
    // Duplicates are joined by the server's own setting; only set-cookie, which no request has, would be a list.
    headers: request.headers as Record<string, string>,
    sourceIp: plainAddress(request.socket.remoteAddress),
  }
}

/** A target is a path, or a whole address when the client takes us for a proxy (RFC 9112, section 3.2.2). */
function splitTarget(url: string): { path: string; query: string } {
  let target = url
  if (!target.startsWith('/')) {
    const slash = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)
    target = slash ? target.slice(slash[0].length) : `/${target}`
    if (!target.startsWith('/')) target = `/${target}`
  }
  const mark = target.indexOf('?')
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** IPv4 addresses that came through an IPv6 socket lose their prefix. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return '0.0.0.0'
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

/** Whether a request comes from the server's own machine. */
export function isFromHere(sourceIp: string): boolean {
  return sourceIp === '::1' || sourceIp.startsWith('127.') || sourceIp === ''
}
