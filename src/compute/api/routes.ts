import type { ApiHandler } from './call.ts'
import { eventNext } from './extensions/event-next.ts'
import { exitError } from './extensions/exit-error.ts'
import { initError as extensionInitError } from './extensions/init-error.ts'
import { register } from './extensions/register.ts'
import { error } from './runtime/error.ts'
import { initError } from './runtime/init-error.ts'
import { next } from './runtime/next.ts'
import { response } from './runtime/response.ts'
import { restoreError } from './runtime/restore-error.ts'
import { restoreNext } from './runtime/restore-next.ts'
import { subscribe } from './telemetry/subscribe.ts'
import { subscribeToLogs } from './telemetry/subscribe-to-logs.ts'

const fixed: Readonly<Record<string, ApiHandler>> = {
  'GET /2018-06-01/runtime/invocation/next': next,
  'POST /2018-06-01/runtime/init/error': initError,
  'GET /2018-06-01/runtime/restore/next': restoreNext,
  'POST /2018-06-01/runtime/restore/error': restoreError,
  'POST /2020-01-01/extension/register': register,
  'GET /2020-01-01/extension/event/next': eventNext,
  'POST /2020-01-01/extension/init/error': extensionInitError,
  'POST /2020-01-01/extension/exit/error': exitError,
  'PUT /2022-07-01/telemetry': subscribe,
  'PUT /2020-08-15/logs': subscribeToLogs,
  'GET /2018-06-01/ping': ({ response: answer }) => void answer.end('pong'),
}

const ofInvocation = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/

/** Which handler answers; undefined: 404. */
export function route(method: string, path: string): { handler: ApiHandler; requestId: string } | undefined {
  const handler = fixed[`${method} ${path}`]
  if (handler) return { handler, requestId: '' }
  const match = method === 'POST' ? ofInvocation.exec(path) : null
  if (!match) return undefined
  return { handler: match[2] === 'response' ? response : error, requestId: match[1] ?? '' }
}
