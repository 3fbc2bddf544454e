/** What services do with connections. Reached by `call('apigatewayv2:ManageConnection', ...)`; the API for it is that of connections. */
import { accessRefusal, type OperationContext } from '../../../dispatch/index.ts'
import { executeArn, maskedArn } from '../../../gateway/index.ts'
import type { CompiledApi } from '../gateway/compiled.ts'
import type { DoorRoom } from '../room.ts'
import type { ConnectionReply } from './asks.ts'
import { notePosted } from './notes.ts'

/** A connection, as whoever asks names it, and what is asked. */
export type ManagedConnection = {
  readonly connectionId: string
  /** Where its API is: by id and stage, or by a name of one's own and the path before `/@connections`. */
  readonly at:
    | { readonly apiId: string; readonly stage: string }
    | { readonly host: string; readonly path: string }
} & (
  | { readonly type: 'post'; readonly text: string }
  | { readonly type: 'get' }
  | { readonly type: 'delete' }
)

/** What came of it. `forbidden`: there is no such stage, or it is another account's. `late`: the node that has the connection does not answer. */
export type ManagedReply =
  | ConnectionReply
  | { readonly type: 'forbidden' }
  | { readonly type: 'late' }
  /** Policies do not let who asks. `words`: as AWS says it. */
  | { readonly type: 'denied'; readonly words: string }

/** As permissions name what is asked. */
const methods = { post: 'POST', get: 'GET', delete: 'DELETE' } as const

const action = 'execute-api:ManageConnections'

/** Asks about a connection, on whichever node it is. */
export async function manageConnection(
  room: DoorRoom,
  asked: ManagedConnection,
  context: OperationContext,
): Promise<ManagedReply> {
  const { accountId, region, principal } = context
  const found = await placeOf(room, asked.at)
  if (!found || found.api.accountId !== accountId || found.api.region !== region) return { type: 'forbidden' }
  const { api, stage } = found
  const { connectionId } = asked
  const named = (id: string) => executeArn(api, stage, `${methods[asked.type]}/@connections/${id}`)
  const question = { action, resource: named(connectionId), owner: api.accountId, policy: undefined }
  const refusal = await accessRefusal(context, question)
  if (refusal) {
    const shown = maskedArn(named('{connectionId}'), api.accountId)
    const words = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${shown} ${refusal.why}`
    return { type: 'denied', words }
  }
  const place = { connectionId, apiId: api.apiId, stage }
  const what = asked.type === 'post' ? { type: asked.type, text: asked.text } : { type: asked.type }
  const reply = await room.connections.ask({ ...place, ...what })
  if (reply === 'late') return { type: 'late' }
  if (asked.type === 'post' && reply.type === 'done') notePosted(room, api, stage)
  return reply
}

async function placeOf(
  { apis, names }: DoorRoom,
  at: ManagedConnection['at'],
): Promise<{ readonly api: CompiledApi['api']; readonly stage: string } | undefined> {
  if ('apiId' in at) return stageOf(await apis.find(at.apiId), at.stage)
  const domain = await names.find(at.host)
  const mapping = domain?.mappings.find(({ key }) => at.path === (key === '' ? '' : `/${key}`))
  return mapping && stageOf(await apis.find(mapping.apiId), mapping.stage)
}

function stageOf(found: CompiledApi | undefined, stage: string) {
  return found?.socketStages?.has(stage) ? { api: found.api, stage } : undefined
}
