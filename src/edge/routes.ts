import type { Answer, IncomingMessage, RequestHead } from '../http/index.ts'

/** Answers a request that is not an AWS call. */
export type RouteHandler = (
  head: RequestHead,
  request: IncomingMessage,
  /** Aborts when the server stops: an answer that goes on has to end. */
  closing: AbortSignal,
) => Promise<Answer>

/** A path of Lambent's own, under `/_lambent/`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly handler: RouteHandler
}

/** Lambent's own paths. None of them can be a name in AWS: no service's paths begin with `/_`. */
export class RouteTable {
  readonly #routes: ReadonlyMap<string, RouteHandler>

  constructor(routes: readonly Route[]) {
    this.#routes = new Map(routes.map(({ method, path, handler }) => [`${method} ${path}`, handler]))
  }

  /** The handler of a request, or undefined when it is an AWS call. */
  find(head: RequestHead): RouteHandler | undefined {
    if (!head.path.startsWith('/_lambent')) return undefined
    const method = head.method === 'HEAD' ? 'GET' : head.method
    return this.#routes.get(`${method} ${head.path}`) ?? notFound
  }
}

const notFound: RouteHandler = async (head) => ({
  status: 404,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ message: `Lambent has no page ${head.method} ${head.path}.` }),
})

/** An answer in JSON. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: `${JSON.stringify(value)}\n` }
}
